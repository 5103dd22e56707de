#include "services/requests.h"

#include "crypto/signature.h"

namespace urna::services {
namespace {

constexpr std::int64_t kNow = 1'750'000'000;
constexpr std::int64_t kDay = 86'400;

template <typename Resource>
void SetTitle(Resource& resource, const std::string& text) {
  v1::LocalizedText& title = *resource.add_title();
  title.set_language("fr");
  title.set_text(text);
}

}  // namespace

v1::CreateProcessRequest NewProcess(const std::string& id) {
  v1::CreateProcessRequest request;
  request.set_process_id(id);
  v1::Process& process = *request.mutable_process();
  SetTitle(process, "Budget citoyen");
  process.set_currency("EUR");
  process.set_currency_digits(2);
  process.set_trustee_threshold(2);
  process.mutable_opening_time()->set_seconds(kNow);
  process.mutable_closing_time()->set_seconds(kNow + kDay);
  return request;
}

v1::CreateAreaRequest NewArea(const std::string& process, const std::string& id) {
  v1::CreateAreaRequest request;
  request.set_parent("processes/" + process);
  request.set_area_id(id);
  SetTitle(*request.mutable_area(), "Secteur " + id);
  return request;
}

v1::CreateContestRequest NewContest(const std::string& process, const std::string& id) {
  v1::CreateContestRequest request;
  request.set_parent("processes/" + process);
  request.set_contest_id(id);
  v1::Contest& contest = *request.mutable_contest();
  SetTitle(contest, "Projets " + id);
  contest.set_area("processes/" + process + "/areas/north");
  contest.set_budget(1'000'000);
  contest.mutable_ballot_format()->mutable_approval()->set_max_length(3);
  contest.mutable_rule()->set_rule("greedy");
  contest.mutable_rule()->set_tie_break(v1::TIE_BREAK_LEXICOGRAPHIC);
  return request;
}

v1::CreateProjectRequest NewProject(const std::string& process, const std::string& contest,
                                    const std::string& id) {
  v1::CreateProjectRequest request;
  request.set_parent("processes/" + process + "/contests/" + contest);
  request.set_project_id(id);
  SetTitle(*request.mutable_project(), "Projet " + id);
  request.mutable_project()->set_cost(300'000);
  return request;
}

v1::CreateElectorateRequest NewElectorate(const std::string& process, const std::string& id,
                                          const std::vector<std::string>& contests) {
  v1::CreateElectorateRequest request;
  request.set_parent("processes/" + process);
  request.set_electorate_id(id);
  SetTitle(*request.mutable_electorate(), "Liste " + id);
  for (const std::string& contest : contests) {
    request.mutable_electorate()->add_contests(request.parent() + "/contests/" + contest);
  }
  return request;
}

v1::CreateRegistrarRequest NewRegistrar(const std::string& process, const std::string& id,
                                        const std::string& signing_key) {
  v1::CreateRegistrarRequest request;
  request.set_parent("processes/" + process);
  request.set_registrar_id(id);
  request.mutable_registrar()->set_display_name("Bureau " + id);
  request.mutable_registrar()->set_signing_key(signing_key);
  return request;
}

v1::CreateAuthorityRequest NewAuthority(const std::string& process, const std::string& id,
                                        const std::string& signing_key) {
  v1::CreateAuthorityRequest request;
  request.set_parent("processes/" + process);
  request.set_authority_id(id);
  request.mutable_authority()->set_display_name("Autorité " + id);
  request.mutable_authority()->set_signing_key(signing_key);
  return request;
}

std::string NewSigningKey() {
  const crypto::SigningKey key = crypto::SigningKey::Generate();
  return std::string(crypto::AsText(key.public_key().bytes()));
}

}  // namespace urna::services
