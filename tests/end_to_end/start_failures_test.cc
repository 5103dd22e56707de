// A server that cannot start says why: in one sentence, with the exit code of `urna --help`.
#include <sys/resource.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include "end_to_end/program.h"
#include "end_to_end/server_process.h"
#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;

class StartFailures : public testing::Test {
 protected:
  void SetUp() override {
    Write(config_, store_, "127.0.0.1:0");
    ASSERT_EQ(Urna("init --config " + config_).exit_code, 0);
  }
  static void Write(const std::string& file, const std::string& store, const std::string& listen,
                    const std::string& more = "") {
    std::ofstream(file) << "name = \"localhost\"\ndata_dir = \"" << store << "\"\nlisten = [\""
                        << listen << "\"]\n"
                        << more;
  }
  static void ExpectRefused(const Finished& run, int exit_code, const std::string& words) {
    EXPECT_EQ(run.exit_code, exit_code) << run.output;
    EXPECT_THAT(run.output, HasSubstr(words));
    EXPECT_EQ(std::count(run.output.begin(), run.output.end(), '\n'), 1) << run.output;
    EXPECT_THAT(run.output, testing::StartsWith("urna serve: "));
  }
  // `urna serve` in a namespace of its own where `mount` was done; nothing where this user may not
  // mount.
  std::optional<Finished> ServeWhere(const std::string& mount) const {
    const std::string enter = "unshare --mount --map-root-user sh -c '" + mount;
    if (std::system((enter + "' > /dev/null 2>&1").c_str()) != 0) return std::nullopt;
    Finished run;
    const std::string command =
        enter + " && exec " + URNA_PROGRAM + " serve --config " + config_ + "' 2>&1";
    FILE* const pipe = popen(command.c_str(), "r");
    std::array<char, 4096> buffer{};
    while (const std::size_t got = fread(buffer.data(), 1, buffer.size(), pipe)) {
      run.output.append(buffer.data(), got);
    }
    run.exit_code = WEXITSTATUS(pclose(pipe));
    return run;
  }

  const TemporaryFolder folder_;
  const std::string config_ = folder_.Sub("urna.toml");
  const std::string store_ = folder_.Sub("data");
};

TEST_F(StartFailures, TwoServersOnOneFolder) {
  const ServerProcess first(folder_.path(), config_);
  ExpectRefused(Urna("serve --config " + config_), 1, "another server uses it");
}

TEST_F(StartFailures, APortThatIsInUse) {
  const ServerProcess first(folder_.path(), config_);
  const std::string other = folder_.Sub("other.toml");
  Write(other, folder_.Sub("other"), first.address());
  ASSERT_EQ(Urna("init --config " + other).exit_code, 0);
  ExpectRefused(Urna("serve --config " + other), 1, "another program listens there already");
}

TEST_F(StartFailures, AReadOnlyDisk) {
  const auto run = ServeWhere("mount --bind " + store_ + " " + store_ +
                              " && mount -o remount,ro,bind " + store_);
  // Not every user may mount.
  if (!run) return;
  ExpectRefused(*run, 1, "read-only");
}

TEST_F(StartFailures, AFullDisk) {
  const std::string full = folder_.Sub("full");
  std::filesystem::create_directory(full);
  // The store on a disk of its own that has not a byte left.
  const auto run =
      ServeWhere("mount -t tmpfs -o size=4m none " + full + " && cp -a " + store_ + "/. " + full +
                 " && (cat /dev/zero > " + full + "/filler 2>/dev/null || true) && mount --bind " +
                 full + " " + store_);
  // Not every user may mount.
  if (!run) return;
  ExpectRefused(*run, 1, "the disk is full");
}

TEST_F(StartFailures, AKeyThatEverybodyCanRead) {
  const std::string key = folder_.Sub("key");
  std::filesystem::copy_file(Data("tls/localhost.key"), key);
  std::filesystem::permissions(key, std::filesystem::perms(0644));
  Write(config_, store_, "127.0.0.1:0",
        "tls_certificate = \"" + Data("tls/localhost.crt") + "\"\ntls_key = \"" + key + "\"\n");
  ExpectRefused(Urna("serve --config " + config_), 2, "chmod o= " + key);
}

TEST_F(StartFailures, MoreConnectionsThanFilesMayBeOpen) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  // Where there is no limit to speak of, nothing is refused.
  if (limit.rlim_max > 1'900'000) return;
  Write(config_, store_, "127.0.0.1:0", "max_connections = 1000000\n");
  ExpectRefused(Urna("serve --config " + config_), 1, "raise it (ulimit -Hn");
}

}  // namespace
}  // namespace urna::end_to_end
