// What a person does wrongly: a sentence, and the exit code that the table of `urna --help` has.
#include <filesystem>
#include <fstream>

#include "end_to_end/program.h"
#include "end_to_end/server_process.h"
#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;

class Usage : public testing::Test {
 protected:
  // Every command that reads a file, with `path` in its place.
  static std::vector<std::string> Readers(const std::string& path) {
    const std::string at = " --server 127.0.0.1:1 --process p ";
    return {
        "tally " + path,
        "compare " + path,
        "pabulib check " + path,
        "demo " + path,
        "admin create --server 127.0.0.1:1 " + path,
        "verify " + path,
        "process mandate draft --server 127.0.0.1:1 p " + path,
        "process calendar set --server 127.0.0.1:1 p " + path,
        "process form set --server 127.0.0.1:1 p " + path,
        "proposals create " + path + at,
        "proposals import " + path + at,
        "receipt check " + path,
        "opening check --bundle " + path + " " + path,
        "closing submit-checkpoint " + path + at,
        "pabulib recount " + path,
        "verify " + Data("neighbourhood.pb") + " --receipt " + path,
        "verify " + Data("neighbourhood.pb") + " --checkpoint " + path,
        "init --config " + path,
        "serve --config " + path,
        "trustee mix --passphrase-file " + path + " --key " + path + at,
        "registrar issue " + path + " --roll-key " + path +
            " --election-id 00112233445566778899aabbccddeeff --number 1 --out " + path,
    };
  }
  static void ExpectASentence(const Finished& run, const std::string& arguments) {
    EXPECT_EQ(run.exit_code, 2) << arguments << "\n" << run.output;
    EXPECT_GT(run.output.size(), std::string("urna x: \n").size()) << arguments;
    EXPECT_THAT(run.output, testing::Not(HasSubstr(": \n"))) << arguments;
    EXPECT_THAT(run.output, testing::Not(HasSubstr("terminate called"))) << arguments;
  }

  const TemporaryFolder folder_;
};

TEST_F(Usage, ExitsWithTwoForWhateverIsNoFileOrNotTheRightOne) {
  const std::string empty = folder_.Sub("empty"), utf16 = folder_.Sub("utf16"),
                    nul = folder_.Sub("nul");
  std::ofstream{empty};
  std::ofstream(utf16, std::ios::binary) << std::string_view("\xff\xfeM\0E\0T\0A\0\n\0", 12);
  std::ofstream(nul, std::ios::binary) << std::string_view("META\n\0key", 9);
  for (const std::string& path :
       {folder_.path(), std::string("/dev/null"), std::string("/dev/zero"), empty, utf16, nul,
        folder_.Sub("missing"), Data("neighbourhood.pb") + "/file"}) {
    for (const std::string& arguments : Readers(path)) ExpectASentence(Urna(arguments), arguments);
  }
  // Nobody could ever type what such a file would make the passphrase.
  const std::string keygen = "trustee keygen --key " + folder_.Sub("key") + " --passphrase-file ";
  ExpectASentence(Urna(keygen + utf16), keygen);
}

// The server named here does not answer: whoever is told of it first looks for the wrong fault.
TEST_F(Usage, TellsWhatCannotBeAKeyOrABundleBeforeItConnects) {
  const std::string at = " --server 127.0.0.1:1 --process p";
  const std::string empty = folder_.Sub("empty");
  std::ofstream{empty};
  for (const std::string& key : {folder_.path(), empty, folder_.Sub("missing")}) {
    for (const char* command :
         {"authority approve", "authority open", "authority close", "authority sign-closing",
          "trustee ceremony", "trustee approve", "trustee close", "trustee mix", "trustee decrypt",
          "trustee tally", "trustee run", "registrar approve"}) {
      const Finished run = Urna(std::string(command) + at + " --key " + key + " < /dev/null");
      EXPECT_EQ(run.exit_code, 2) << command << "\n" << run.output;
      EXPECT_THAT(run.output, HasSubstr(key)) << command;
      EXPECT_THAT(run.output, testing::Not(HasSubstr("127.0.0.1:1"))) << command;
    }
  }
  for (const std::string& out : {folder_.path(), empty}) {
    const Finished run = Urna("bundle fetch" + at + " --out " + out);
    EXPECT_EQ(run.exit_code, 1) << run.output;
    EXPECT_THAT(run.output, HasSubstr("name a new folder"));
  }
}

TEST_F(Usage, ExitsWithTwoForAWrongCommandLine) {
  for (const char* arguments :
       {"", "nothing", "tally", "verify --no-such-flag x", "demo x --voters y",
        "vote --process p --contest c --server 127.0.0.1:1"}) {
    ExpectASentence(Urna(arguments), arguments);
  }
  const Finished help = Urna("--help");
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.output, HasSubstr("Exit codes"));
  const Finished version = Urna("--version");
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.output, testing::StartsWith("urna 0."));
}

TEST_F(Usage, CallsAMalformedKeyMalformed) {
  for (const char* arguments : {"verify . --vkey x", "receipt check x --vkey x",
                                "closing --server 127.0.0.1:1 --process p --vkey x"}) {
    const Finished run = Urna(arguments);
    EXPECT_EQ(run.exit_code, 2) << arguments;
    EXPECT_THAT(run.output, HasSubstr("--vkey is malformed")) << arguments;
  }
  EXPECT_THAT(Urna("verify . --manifest x").output, HasSubstr("--manifest is malformed"));
  EXPECT_THAT(Urna("verify " + folder_.path()).output, HasSubstr("is no bundle"));
}

TEST_F(Usage, CastsNothingWithoutATerminalUnlessTold) {
  const Finished run =
      Urna("vote --server 127.0.0.1:1 --process p --contest c --choice x < /dev/null");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.output, HasSubstr("--yes"));
}

TEST_F(Usage, LooksWhereAReceiptGoesBeforeAnythingIsAsked) {
  const std::string command =
      "vote --server 127.0.0.1:1 --process p --contest c --choice x --yes --out ";
  const Finished run = Urna(command + folder_.Sub("none/receipt"));
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.output, HasSubstr("cannot create"));
  // Nothing is cast where no server is: the place is given up again.
  EXPECT_EQ(Urna(command + folder_.Sub("receipt")).exit_code, 1);
  EXPECT_FALSE(std::filesystem::exists(folder_.Sub("receipt")));
}

TEST_F(Usage, SaysThatAServerIsReadyOnlyWhileItIs) {
  const std::string config = folder_.Sub("urna.toml"), ready = folder_.Sub("ready");
  std::ofstream(config) << "name = \"localhost\"\ndata_dir = \"" << folder_.Sub("store")
                        << "\"\nlisten = [\"127.0.0.1:0\"]\n";
  ASSERT_EQ(Urna("init --config " + config).exit_code, 0);
  ServerProcess server(folder_.path(), config);
  EXPECT_TRUE(std::filesystem::exists(ready));
  EXPECT_EQ(server.Terminate(), 0);
  EXPECT_FALSE(std::filesystem::exists(ready));
  EXPECT_EQ(Urna("serve --config " + config + " --ready-file " + folder_.path()).exit_code, 2);
}

TEST_F(Usage, HoldsNoElectionForAPlaceThatIsTaken) {
  std::ofstream(folder_.Sub("file")) << "mine";
  for (const std::string& out : {folder_.path(), folder_.Sub("file"), std::string("/dev/null/x")}) {
    const Finished run = Urna("demo " + Data("neighbourhood.pb") + " --out " + out);
    EXPECT_EQ(run.exit_code, 2) << out;
    EXPECT_THAT(run.output, HasSubstr("--out: ")) << out;
  }
}

// The shell ends the program in the middle, as Ctrl-C, a closed terminal or an administrator does;
// its output ends when everything is gone.
TEST_F(Usage, LeavesNothingOfADemoThatIsInterrupted) {
  for (const std::string signal : {"TERM", "INT", "HUP"}) {
    const std::string tmp = folder_.Sub(signal), bundle = folder_.Sub("bundle-" + signal);
    std::filesystem::create_directory(tmp);
    // A shell lets what runs in the background ignore Ctrl-C.
    const std::string start =
        "--version > /dev/null; env --default-signal=INT " URNA_PROGRAM " demo " +
        Data("toulouse_2022_mirail.pb") + " --out " + bundle + " & demo=$!; until [ -e " + tmp +
        "/urna-*/data ]; do kill -0 $demo || break; done; kill -" + signal + " $demo; wait $demo";
    setenv("TMPDIR", tmp.c_str(), 1);
    const Finished run = Urna(start);
    unsetenv("TMPDIR");
    EXPECT_NE(run.exit_code, 0) << signal;
    EXPECT_TRUE(std::filesystem::is_empty(tmp)) << signal << "\n" << run.output;
    EXPECT_FALSE(std::filesystem::exists(bundle)) << signal;
  }
}

TEST_F(Usage, AsksForNoPassphraseOfAKeyThatIsThere) {
  std::ofstream(folder_.Sub("key")) << "mine";
  const Finished run = Urna("registrar keygen --key " + folder_.Sub("key") + " < /dev/null");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("exists; it is not written over"));
}

}  // namespace
}  // namespace urna::end_to_end
