// A process is planned with the program, over a real server: mandate, calendar, form, and phases that the
// clock and a person begin.
#include <filesystem>
#include <fstream>
#include <regex>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "end_to_end/program.h"
#include "end_to_end/server_process.h"
#include "nlohmann/json.hpp"
#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::end_to_end {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kProcess[] = R"(id = "mirail"
title = { fr = "Budget 2090", en = "Budget 2090" }
currency = "EUR"
trustee_threshold = 1
opening_time = 2090-06-01T08:00:00+02:00
closing_time = 2090-06-20T20:00:00+02:00
)";

class ProcessCommand : public testing::Test {
 protected:
  void SetUp() override {
    const std::string config = folder_.Sub("urna.toml");
    Write("urna.toml", "name = \"localhost\"\ndata_dir = \"" + folder_.Sub("data") +
                           "\"\nlisten = [\"127.0.0.1:0\"]\n");
    const Finished init = Urna("init --config " + config);
    ASSERT_EQ(init.exit_code, 0) << init.output;
    std::smatch token;
    ASSERT_TRUE(std::regex_search(init.output, token, std::regex("urna_[A-Za-z0-9_-]{43}")));
    token_ = token.str();
    server_.emplace(folder_.path(), config);
    Write("process.toml", kProcess);
    Done("admin create " + folder_.Sub("process.toml"));
  }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.Sub(name)) << text;
  }
  // By the administrator, or by whoever has no token.
  Finished Run(const std::string& arguments, bool staff = true,
               const std::string& locale = "C.UTF-8") {
    Environment environment = {{"URNA_SERVER", server_->address()}, {"LC_ALL", locale}};
    environment["URNA_TOKEN"] = staff ? token_ : "";
    return Urna(arguments, environment, folder_.path());
  }
  std::string Done(const std::string& arguments, bool staff = true,
                   const std::string& locale = "C.UTF-8") {
    const Finished run = Run(arguments, staff, locale);
    EXPECT_EQ(run.exit_code, 0) << arguments << "\n" << run.output;
    return run.output;
  }
  std::string Refused(const std::string& arguments, int exit_code, bool staff = true) {
    const Finished run = Run(arguments, staff);
    EXPECT_EQ(run.exit_code, exit_code) << arguments << "\n" << run.output;
    return run.output;
  }
  json Json(const std::string& arguments, bool staff = true) {
    return json::parse(Done(arguments + " --json", staff));
  }
  static std::string Deploy(const std::string& name) {
    return std::string(URNA_TEST_DATA) + "/../../deploy/" + name + ".toml.example";
  }
  // The example with a purpose of its own.
  void WriteMandate(const std::string& purpose) {
    std::ifstream example(Deploy("mandate"));
    std::string text((std::istreambuf_iterator<char>(example)), {});
    const std::string words = "Residents decide on works in their district.";
    const std::size_t at = text.find(words);
    ASSERT_NE(at, text.npos);
    Write("mandate.toml", text.replace(at, words.size(), purpose));
  }
  void PublishThree() {
    for (const char* purpose : {"first", "second", "third"}) {
      WriteMandate(purpose);
      Done("process mandate draft mirail mandate.toml");
      Done("process mandate publish mirail");
    }
  }
  std::string Phase() { return Json("process show mirail")["phase"]; }

  const TemporaryFolder folder_;
  std::string token_;
  std::optional<ServerProcess> server_;
};

TEST_F(ProcessCommand, PlansAProcess) {
  // A mandate, three times.
  Write("part.toml", "title = \"Budget\"\nlanguage = \"en\"\n");
  Done("process mandate draft mirail part.toml");
  EXPECT_THAT(
      Refused("process mandate publish mirail", 1),
      AllOf(HasSubstr("MANDATE_INCOMPLETE"), HasSubstr("\n  mandate.title: expected a text in fr"),
            HasSubstr("\n  mandate.envelope: "), HasSubstr("\n  mandate.criteria: ")));
  PublishThree();
  EXPECT_EQ(Json("process mandate list mirail").size(), 3u);
  EXPECT_THAT(
      Done("process mandate show mirail --version 2"),
      AllOf(HasSubstr("Mandate, version 2"), HasSubstr("[en] second"), HasSubstr("€500,000")));
  EXPECT_THAT(Done("process mandate show mirail --lang fr"),
              AllOf(HasSubstr("Mandat, version 3"), HasSubstr("Enveloppe")));
  EXPECT_EQ(Done("process mandate diff mirail 1 2"), "purpose [en]\n  - first\n  + second\n");
  EXPECT_EQ(
      Json("process mandate diff mirail 1"),
      json::parse(R"([{"field":"purpose","language":"en","before":"first","after":"third"}])"));
  EXPECT_EQ(Json("process mandate show mirail")["mandate"]["envelope"], "50000000");
  Refused("process mandate show mirail --version 4", 2);

  Done("process form set mirail " + Deploy("form"));
  EXPECT_THAT(Done("process form show mirail --csv"),
              HasSubstr("\"kind\",\"choice\",\"true\",\"false\",\"Kind of works\""));
  EXPECT_EQ(Json("process form show mirail")["form"]["support_needed"], 20);

  // A draft is nobody's business but of the staff.
  EXPECT_THAT(Refused("process show mirail", 2, false), HasSubstr("RESOURCE_NOT_FOUND"));

  // Clocks are set forward on 26 March 2090, and back on 29 October.
  const std::string soon =
      absl::FormatTime(absl::RFC3339_sec, absl::Now() + absl::Seconds(3), absl::UTCTimeZone());
  const auto calendar = [&](const std::string& review_start) {
    Write("calendar.toml", "time_zone = \"Europe/Paris\"\n[submission]\nstart = " + soon +
                               "\nend = 2090-03-25T12:00:00\n[review]\nstart = " + review_start +
                               "\nend = 2090-04-02T12:00:00\n");
  };
  calendar("2090-03-26T02:30:00");
  EXPECT_THAT(Refused("process calendar set mirail calendar.toml", 2),
              AllOf(HasSubstr("calendar.toml:6"), HasSubstr("does not exist in Europe/Paris")));
  calendar("2090-03-25T12:00:00");
  EXPECT_THAT(Done("process calendar set mirail calendar.toml"),
              AllOf(HasSubstr("2090-03-25T12:00:00+01:00 (2090-03-25T11:00:00+00:00)"),
                    HasSubstr("2090-04-02T12:00:00+02:00 (2090-04-02T10:00:00+00:00)")));
  const json windows = Json("process calendar show mirail");
  ASSERT_EQ(windows.size(), 2u);
  EXPECT_EQ(windows[1]["kind"], "review");
  EXPECT_EQ(windows[1]["end_utc"], "2090-04-02T10:00:00+00:00");

  // The clock begins the first phase, a person the next.
  const absl::Time patience = absl::Now() + absl::Minutes(1);
  while (Phase() == "PHASE_DRAFT" && absl::Now() < patience) {
  }
  EXPECT_EQ(Phase(), "PHASE_SUBMISSION");
  EXPECT_THAT(Done("process show mirail", false, "fr_FR.UTF-8"), HasSubstr("dépôt"));
  EXPECT_THAT(Refused("process form set mirail " + Deploy("form"), 1),
              HasSubstr("PROCESS_IS_PUBLIC"));
  Done("process begin mirail review");
  EXPECT_THAT(Refused("process begin mirail submission", 1), HasSubstr("JOURNAL_PHASE"));

  // All of it stands in the journal, for everybody.
  const json acts = Json("process journal list mirail", false);
  std::vector<std::string> said;
  for (const json& act : acts) {
    said.push_back(act["act"].get<std::string>() + " " + act["role"].get<std::string>() + " " +
                   act["facts"].get<std::string>());
  }
  EXPECT_THAT(said,
              testing::ElementsAre("CREATED ADMINISTRATOR ", "MANDATE ADMINISTRATOR ",
                                   "MANDATE ADMINISTRATOR ", "MANDATE ADMINISTRATOR ",
                                   "FORM ADMINISTRATOR ", "CALENDAR ADMINISTRATOR ",
                                   "PHASE UNSPECIFIED submission", "PHASE ADMINISTRATOR review"));
  const json document = json::parse(
      Done("process journal document mirail " + acts[2]["documents"].get<std::string>(), false));
  EXPECT_EQ(document["mandate"]["purpose"][0]["text"], "second");
  Refused("process journal document mirail 00", 2);
  EXPECT_EQ(Json("process journal list mirail --resource proposals/p1", false).size(), 0u);

  // The next edition begins with what this one had.
  Done("process duplicate mirail mirail-2091");
  EXPECT_THAT(Done("process mandate show mirail-2091 --draft"), HasSubstr("[en] third"));
  EXPECT_EQ(Json("process list").size(), 2u);
  EXPECT_EQ(Json("process list", false).size(), 1u);
  EXPECT_THAT(Done("process list --csv"),
              AllOf(StartsWith("\"name\",\"phase\""), HasSubstr("\"REVIEW\"")));
}

TEST_F(ProcessCommand, TellsWrongFilesBeforeItConnects) {
  for (const char* command : {"process mandate draft mirail ", "process calendar set mirail ",
                              "process form set mirail "}) {
    const Finished missing = Urna(std::string(command) + "missing.toml",
                                  {{"URNA_SERVER", "127.0.0.1:1"}}, folder_.path());
    EXPECT_EQ(missing.exit_code, 2) << missing.output;
    EXPECT_THAT(missing.output, AllOf(HasSubstr("missing.toml"), Not(HasSubstr("127.0.0.1:1"))));
  }
  EXPECT_EQ(Run("process begin mirail voting").exit_code, 2);
  EXPECT_EQ(Run("process list --json --csv").exit_code, 2);
  EXPECT_EQ(Run("process list --lang de").exit_code, 2);
}

}  // namespace
}  // namespace urna::end_to_end
