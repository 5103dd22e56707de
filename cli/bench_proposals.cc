#include "cli/bench_proposals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "cli/client/proposals_client.h"
#include "cli/client_options.h"
#include "cli/local_server.h"
#include "cli/process_usage.h"
#include "cli/progress_bar.h"
#include "nlohmann/json.hpp"

namespace urna::cli {
namespace {

using client::ProposalsClient;
using Stub = ProposalsClient::Stub;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr char kBenchProposalsFooter[] =
    "A server of one's own takes them one after the other over one connection, as its staff types\n"
    "them: each is a draft first, then handed in. Then lists are read, as a reviewer and as the "
    "public\n"
    "reads them: filtered, sorted, a page of 100; and searched, as somebody types, a page of 25.\n"
    "  urna bench proposals --proposals 20000";
constexpr char kProcess[] = "processes/bench";
constexpr std::array kAreas = {"north", "centre", "south"};
constexpr std::array kCategories = {"green", "street", "culture", "sport"};
constexpr std::size_t kCompared = 1000;

struct ProposalsOptions {
  std::size_t proposals = 2000;
  int lists = 200;
  bool json = false;
};

void Say(std::string_view text, google::protobuf::RepeatedPtrField<v1::LocalizedText>& out) {
  v1::LocalizedText& one = *out.Add();
  one.set_language("fr");
  one.set_text(std::string(text));
}

// Calls of the staff that lead to a process that takes proposals.
class Planner {
 public:
  explicit Planner(const client::Connection& connection)
      : connection_(connection),
        processes_(connection.channel()),
        planning_(connection.channel()) {}

  absl::Status Plan() {
    if (auto s = MakeProcess(); !s.ok()) return s;
    if (auto s = MakeMandate(); !s.ok()) return s;
    if (auto s = MakeForm(); !s.ok()) return s;
    if (auto s = MakeCalendar(); !s.ok()) return s;
    v1::BeginPhaseRequest begin;
    begin.set_process(kProcess);
    begin.set_phase(v1::PHASE_SUBMISSION);
    return Call(planning_, &v1::Planning::Stub::BeginPhase, begin);
  }

 private:
  template <typename S, typename Request, typename Response>
  absl::Status Call(S& stub,
                    grpc::Status (S::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request) {
    return connection_.Call(stub, method, request).status();
  }

  absl::Status MakeProcess() {
    v1::CreateProcessRequest create;
    create.set_process_id("bench");
    v1::Process& process = *create.mutable_process();
    Say("Bench", *process.mutable_title());
    process.set_currency("EUR");
    process.set_currency_digits(2);
    process.set_trustee_threshold(1);
    process.mutable_opening_time()->set_seconds(
        absl::ToUnixSeconds(absl::Now() + absl::Hours(2000)));
    process.mutable_closing_time()->set_seconds(
        absl::ToUnixSeconds(absl::Now() + absl::Hours(3000)));
    absl::Status done = Call(processes_, &v1::Processes::Stub::CreateProcess, create);
    for (const char* id : kAreas) {
      if (!done.ok()) return done;
      v1::CreateAreaRequest area;
      area.set_parent(kProcess);
      area.set_area_id(id);
      Say(id, *area.mutable_area()->mutable_title());
      done = Call(processes_, &v1::Processes::Stub::CreateArea, area);
    }
    return done;
  }

  absl::Status MakeMandate() {
    v1::UpdateMandateDraftRequest draft;
    draft.set_process(kProcess);
    v1::Mandate& mandate = *draft.mutable_mandate();
    for (auto* texts :
         {mandate.mutable_title(), mandate.mutable_purpose(), mandate.mutable_promoter(),
          mandate.mutable_territory(), mandate.mutable_financing(),
          mandate.mutable_who_may_submit(), mandate.mutable_who_may_vote(),
          mandate.mutable_calendar(), mandate.mutable_commitment(), mandate.mutable_limits()}) {
      Say("For a bench", *texts);
    }
    mandate.set_envelope(1'000'000);
    v1::Criterion& criterion = *mandate.add_criteria();
    criterion.set_id("any");
    Say("Any", *criterion.mutable_text());
    if (auto s = Call(planning_, &v1::Planning::Stub::UpdateMandateDraft, draft); !s.ok()) return s;
    v1::PublishMandateRequest publish;
    publish.set_process(kProcess);
    return Call(planning_, &v1::Planning::Stub::PublishMandate, publish);
  }

  absl::Status MakeForm() {
    v1::SetFormRequest form;
    form.set_process(kProcess);
    for (const char* id : kCategories) {
      v1::FormCategory& category = *form.mutable_form()->add_categories();
      category.set_id(id);
      Say(id, *category.mutable_title());
    }
    return Call(planning_, &v1::Planning::Stub::SetForm, form);
  }

  absl::Status MakeCalendar() {
    v1::SetCalendarRequest calendar;
    calendar.set_process(kProcess);
    calendar.mutable_calendar()->set_time_zone("Europe/Paris");
    v1::Window& window = *calendar.mutable_calendar()->add_windows();
    window.set_kind(v1::WINDOW_KIND_SUBMISSION);
    const auto now = static_cast<std::uint64_t>(absl::ToUnixSeconds(absl::Now()));
    constexpr std::uint64_t kDay = 86'400;
    window.set_start_time(now + kDay);
    window.set_end_time(now + 30 * kDay);
    return Call(planning_, &v1::Planning::Stub::SetCalendar, calendar);
  }

  const client::Connection& connection_;
  v1::Processes::Stub processes_;
  v1::Planning::Stub planning_;
};

double Quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(at));
  return values[at];
}

// Of a part of what was measured, in milliseconds.
std::vector<double> Part(const std::vector<double>& all, std::size_t first, std::size_t count) {
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(std::min(first, all.size()));
  return {begin, begin + static_cast<std::ptrdiff_t>(
                             std::min(count, static_cast<std::size_t>(all.end() - begin)))};
}

// Words of a town's ideas, the frequent ones first, and names that few texts have.
constexpr std::array kWords = {
    "vélo",        "rue",       "école",        "arbres",     "banc",       "piste",
    "cyclable",    "enfants",   "jardin",       "quartier",   "sécurité",   "place",
    "aménagement", "habitants", "éclairage",    "parc",       "piétons",    "café",
    "rénovation",  "fontaine",  "bibliothèque", "marché",     "potager",    "végétalisation",
    "trottoirs",   "gymnase",   "associations", "accessible", "terrain",    "jeux",
    "œuvre",       "musée",     "théâtre",      "rivière",    "passerelle", "composteur"};
constexpr std::size_t kNames = 20'000;

// The same for the same numbers, and such that half of the words are among the first few.
std::string WordOf(std::uint64_t n, std::uint64_t i) {
  std::uint64_t mixed = (n * 0x9e3779b97f4a7c15 + i) * 0xbf58476d1ce4e5b9;
  mixed ^= mixed >> 29;
  const std::uint64_t among = mixed % 10;
  mixed >>= 8;
  if (among == 0) return fmt::format("lieu{}", mixed % kNames);
  return kWords[mixed % (among < 5 ? 8 : kWords.size())];
}

std::string TextOf(std::size_t n, std::size_t bytes) {
  std::string text;
  for (std::uint64_t i = 0; text.size() < bytes; ++i) {
    text += fmt::format("{}{}", text.empty() ? "" : " ", WordOf(n, i));
  }
  return text;
}

v1::ProposalContent ContentOf(std::size_t n) {
  v1::ProposalContent content;
  v1::ProposalText& text = *content.mutable_text();
  text.set_language("fr");
  text.set_title(fmt::format("Idea {:05} for {}: {}", (n * 7919) % 100'000,
                             kAreas[n % kAreas.size()], TextOf(n, 20)));
  text.set_summary("Something that a street has long wished for, in two lines of plain words.");
  text.set_description(TextOf(n + kNames, 1500));
  text.set_area(kAreas[n % kAreas.size()]);
  text.set_category(kCategories[n % kCategories.size()]);
  text.set_estimated_cost(static_cast<std::int64_t>((n * 104'729) % 5'000'000));
  content.set_contact("somebody@example.org");
  return content;
}

class Bench {
 public:
  explicit Bench(const ProposalsOptions& options) : options_(options) {}

  absl::Status Run() {
    auto folder = TemporaryFolder::Create();
    if (!folder.ok()) return folder.status();
    auto server = LocalServer::Start(folder->path());
    if (!server.ok()) return server.status();
    auto connection = client::Connection::Open({(*server)->address(), {}, (*server)->token()});
    if (!connection.ok()) return connection.status();
    if (auto planned = Planner(*connection).Plan(); !planned.ok()) return planned;
    auto anybody = client::Connection::Open({(*server)->address(), {}, {}});
    if (!anybody.ok()) return anybody.status();
    MemoryWatch memory((*server)->process());
    memory_before_ = MemoryNow(memory);
    const ProposalsClient staff(*connection);
    if (auto created = Create(staff); !created.ok()) return created;
    memory_created_ = MemoryNow(memory);
    if (auto read = ReadLists(staff, ProposalsClient(*anybody)); !read.ok()) return read;
    memory_listed_ = MemoryNow(memory);
    return absl::OkStatus();
  }

  void Print() const;

 private:
  struct Listed {
    std::string name;
    std::vector<double> times;
  };

  // Now, not the most that there ever was.
  static double MemoryNow(MemoryWatch& memory) {
    memory.TakeMost();
    absl::SleepFor(absl::Milliseconds(300));
    return memory.TakeMost();
  }

  absl::Status Create(const ProposalsClient& staff) {
    ProgressBar bar;
    const auto begin = Clock::now();
    for (std::size_t n = 1; n <= options_.proposals; ++n) {
      v1::CreateProposalRequest create;
      create.set_parent(kProcess);
      create.set_channel(v1::CHANNEL_STAFF);
      *create.mutable_content() = ContentOf(n);
      const auto start = Clock::now();
      const auto made = staff.Call(&Stub::CreateProposal, create);
      if (!made.ok()) return made.status();
      v1::SubmitProposalRequest submit;
      submit.set_name(made->proposal().name());
      const auto submitted = staff.Call(&Stub::SubmitProposal, submit);
      if (!submitted.ok()) return submitted.status();
      created_.push_back(Milliseconds(Clock::now() - start).count());
      bar.Show("handing in", static_cast<double>(n) / static_cast<double>(options_.proposals));
    }
    bar.Clear();
    create_seconds_ = std::chrono::duration<double>(Clock::now() - begin).count();
    return absl::OkStatus();
  }

  absl::Status ReadList(std::string name, const ProposalsClient& reader,
                        const v1::ListProposalsRequest& request) {
    Listed listed{std::move(name), {}};
    for (int i = 0; i < options_.lists; ++i) {
      const auto start = Clock::now();
      const auto page = reader.Call(&Stub::ListProposals, request);
      if (!page.ok()) return page.status();
      listed.times.push_back(Milliseconds(Clock::now() - start).count());
    }
    listed_.push_back(std::move(listed));
    return absl::OkStatus();
  }

  absl::Status ReadLists(const ProposalsClient& staff, const ProposalsClient& anybody) {
    v1::ListProposalsRequest plain;
    plain.set_parent(kProcess);
    if (auto s = ReadList("the first page, by number", anybody, plain); !s.ok()) return s;
    v1::ListProposalsRequest filtered = plain;
    filtered.mutable_filter()->set_area(kAreas[0]);
    filtered.mutable_filter()->set_category(kCategories[0]);
    filtered.mutable_filter()->add_statuses(v1::PROPOSAL_STATUS_SUBMITTED);
    filtered.mutable_filter()->set_least_cost(1'000'000);
    if (auto s = ReadList("of an area, a category, a cost", anybody, filtered); !s.ok()) return s;
    v1::ListProposalsRequest sorted = plain;
    sorted.set_order(v1::PROPOSAL_ORDER_TITLE);
    sorted.set_descending(true);
    if (auto s = ReadList("all by title, backwards", anybody, sorted); !s.ok()) return s;
    v1::ListProposalsRequest mine;
    mine.set_parent("processes/-");
    mine.set_order(v1::PROPOSAL_ORDER_COST);
    mine.mutable_filter()->set_assignee("-");
    if (auto s = ReadList("a reviewer's of all processes, by cost", staff, mine); !s.ok()) return s;
    return ReadSearches(staff, anybody);
  }

  absl::Status ReadSearches(const ProposalsClient& staff, const ProposalsClient& anybody) {
    v1::ListProposalsRequest search;
    search.set_parent(kProcess);
    search.set_page_size(25);
    search.set_order(v1::PROPOSAL_ORDER_RELEVANCE);
    for (const char* text : {"v", "pistes cyclables ", "velos ecoles bibliotheq", "lieu12345 ",
                             "\"vélo école\"", "rien de tel"}) {
      search.mutable_filter()->set_text(text);
      if (auto s = ReadList(fmt::format("searched: {}", text), anybody, search); !s.ok()) return s;
    }
    search.mutable_filter()->set_text("renovations velo");
    search.mutable_filter()->set_area(kAreas[0]);
    search.mutable_filter()->set_least_cost(1'000'000);
    if (auto s = ReadList("searched, of an area and a cost", anybody, search); !s.ok()) return s;
    search.set_parent("processes/-");
    search.mutable_filter()->set_assignee("-");
    return ReadList("searched, a reviewer's of all processes", staff, search);
  }

  const ProposalsOptions options_;
  // Milliseconds of each proposal, in their order.
  std::vector<double> created_;
  double create_seconds_ = 0;
  std::vector<Listed> listed_;
  // MiB.
  double memory_before_ = 0;
  double memory_created_ = 0;
  double memory_listed_ = 0;
};

void Bench::Print() const {
  const std::vector<double> first = Part(created_, 0, kCompared);
  const std::vector<double> last =
      Part(created_, created_.size() - std::min(kCompared, created_.size()), kCompared);
  if (options_.json) {
    nlohmann::ordered_json lists = nlohmann::ordered_json::object();
    for (const Listed& one : listed_) {
      lists[one.name] = {{"p50_ms", Quantile(one.times, 0.5)},
                         {"p95_ms", Quantile(one.times, 0.95)},
                         {"p99_ms", Quantile(one.times, 0.99)}};
    }
    const nlohmann::ordered_json out = {
        {"proposals", created_.size()},
        {"seconds", create_seconds_},
        {"first_1000_p50_ms", Quantile(first, 0.5)},
        {"last_1000_p50_ms", Quantile(last, 0.5)},
        {"last_1000_p99_ms", Quantile(last, 0.99)},
        {"lists", lists},
        {"memory_mib", {memory_before_, memory_created_, memory_listed_}}};
    std::cout << out.dump() << "\n";
    return;
  }
  std::cout << fmt::format(
      "{} proposals handed in, one after the other, in {:.1f} s: {:.0f} a second\n"
      "  the first {}: median {:.2f} ms, 99% {:.2f}\n  the last {}: median {:.2f} ms, 99% {:.2f}\n",
      created_.size(), create_seconds_, static_cast<double>(created_.size()) / create_seconds_,
      first.size(), Quantile(first, 0.5), Quantile(first, 0.99), last.size(), Quantile(last, 0.5),
      Quantile(last, 0.99));
  for (const Listed& one : listed_) {
    std::cout << fmt::format("list, {}: median {:.2f} ms, 95% {:.2f}, 99% {:.2f}\n", one.name,
                             Quantile(one.times, 0.5), Quantile(one.times, 0.95),
                             Quantile(one.times, 0.99));
  }
  std::cout << fmt::format(
      "memory of the server: {:.0f} MiB before, {:.0f} with them, {:.0f} once "
      "they were listed\n",
      memory_before_, memory_created_, memory_listed_);
}

}  // namespace

void AddBenchProposals(CLI::App& bench, int& exit_code) {
  CLI::App* command = bench.add_subcommand("proposals", "Hand proposals in, and list them");
  command->footer(kBenchProposalsFooter);
  auto options = std::make_shared<ProposalsOptions>();
  command->add_option("--proposals", options->proposals, "How many")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_option("--lists", options->lists, "How often each list is read")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object instead");
  command->callback([options, &exit_code] {
    Bench run(*options);
    const absl::Status status = run.Run();
    if (status.ok()) run.Print();
    exit_code = status.ok() ? 0 : Report("bench proposals", status);
  });
}

}  // namespace urna::cli
