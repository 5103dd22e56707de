# Several files of a room are compiled as one, since most of the time goes into the headers that they share: a build from nothing takes
# less than half as long. What is edited again and again is built sooner with URNA_UNITY=OFF, which also finds a file that lives on what
# another one includes.
option(URNA_UNITY "Compile several files of a room as one" ON)

# These have helpers of their own by names that other files of their room use too.
set(URNA_ALONE
  cli/bench_proposals.cc
  cli/client/receipt.cc
  cli/client/registrar_client.cc
  cli/client/roll_key_file.cc
  cli/client/sealed_file.cc
  cli/client/trustee_memory.cc
  cli/client/voter_session.cc
  cli/demo_rule.cc
  cli/honest_voters.cc
  cli/http_attacks.cc
  cli/messages_command.cc
  cli/messages_options.cc
  cli/people_command.cc
  cli/plan_texts.cc
  cli/proposal_text.cc
  cli/proposals_list_command.cc
  cli/proposals_review_command.cc
  cli/tally_command.cc
  cli/town_proposals.cc
  ledger/act_rules.cc
  ledger/bundled_log.cc
  ledger/code.cc
  ledger/folder.cc
  ledger/roll.cc
  services/grpc/health_service.cc
  services/http/exchange.cc
  services/http/file_answer.cc
  services/http/session_cookie.cc
  services/messages/text_template.cc
  services/pages/page_source.cc
  services/people/sign_in_links.cc
  services/people/sign_ins.cc
  services/proposals/proposal_rules.cc
  services/publishing/journal_files.cc
  services/search/search.cc
  services/server/grpc_log.cc
  services/server/login_tables.cc
  services/server/mail_setup.cc
  storage/postgres/sessions.cc
  tallying/report.cc
  tests/cli/process_description_test.cc
  tests/cli/trustee_client_test.cc
  tests/cli/trustee_memory_test.cc
  tests/cli/voter_client_test.cc
  tests/cli/voter_memory_test.cc
  tests/cli/voter_proofs_test.cc
  tests/cli/voter_session_test.cc
  tests/crypto/schnorr_batch_test.cc
  tests/end_to_end/attacks/forged_log_test.cc
  tests/end_to_end/attacks/kept_codes_test.cc
  tests/end_to_end/spring/citizens.cc
  tests/end_to_end/spring/plan_deeds.cc
  tests/end_to_end/spring/read_journal.cc
  tests/end_to_end/spring/review_deeds.cc
  tests/end_to_end/spring/shadow.cc
  tests/end_to_end/spring/store_check.cc
  tests/end_to_end/town_test.cc
  tests/ledger/journal_audit_test.cc
  tests/ledger/journal_document_test.cc
  tests/ledger/journal_rights_test.cc
  tests/ledger/journal_state_test.cc
  tests/ledger/leaf_test.cc
  tests/ledger/part_test.cc
  tests/services/api/any_request_test.cc
  tests/services/api/permissions_test.cc
  tests/services/base/incidents_test.cc
  tests/services/drafting/drafts_test.cc
  tests/services/election_driver.cc
  tests/services/http/connection_test.cc
  tests/services/http/envelope_test.cc
  tests/services/http/http_calls.cc
  tests/services/http/http_client.cc
  tests/services/http/reply_test.cc
  tests/services/http/requests_test.cc
  tests/services/http/upload_test.cc
  tests/services/messages/delivery_report_test.cc
  tests/services/messages/smtp_client_test.cc
  tests/services/metrics/metrics_listener_test.cc
  tests/services/planning/calendars_test.cc
  tests/services/planning/duplicates_test.cc
  tests/services/planning/mandate_rules_test.cc
  tests/services/planning/mandates_test.cc
  tests/services/proposals/old_drafts_test.cc
  tests/services/proposals/searching_test.cc
  tests/services/proposals/source_limits_test.cc
  tests/services/records/child_index_test.cc
  tests/services/requests.cc
  tests/services/sealing/stated_pages_test.cc
  tests/services/server/connections_test.cc
  tests/services/server/server_config_test.cc
  tests/services/server/server_test.cc
  tests/services/test_server.cc
  tests/storage/postgres/chaos_test.cc
  tests/storage/store_contract_test.cc
  tests/support/cutting_proxy.cc
  tests/tallying/pabulib_reader_test.cc
  tests/tallying/price_sequence_test.cc
  tests/tallying/report_test.cc)

# Of a target that has its sources; what is added to it later is united too.
function(urna_unite target)
  if(NOT URNA_UNITY)
    return()
  endif()
  # A property of a source holds in the folder that sets it.
  foreach(source ${URNA_ALONE})
    set_source_files_properties("${CMAKE_SOURCE_DIR}/${source}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
endfunction()
