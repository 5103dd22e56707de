// A program that was tricked: it locks itself in as urna-image does, and then does what its input says.
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <string_view>

#include "media/limits.h"
#include "media/sandbox.h"

namespace {

constexpr int kDone = 42;

void* Map(std::size_t size, int protection) {
  return mmap(nullptr, size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

void Do(std::string_view what) {
  if (what == "nothing") return;
  if (what == "open") open("/etc/passwd", O_RDONLY);
  if (what == "write a file") open("/tmp/urna-was-here", O_WRONLY | O_CREAT, 0600);
  if (what == "fork") fork();
  if (what == "execute") execl("/bin/true", "true", nullptr);
  if (what == "connect") socket(AF_INET, SOCK_STREAM, 0);
  if (what == "kill") kill(getppid(), SIGTERM);
  if (what == "say") write(STDERR_FILENO, "x", 1);
  if (what == "read another file") {
    char byte;
    read(3, &byte, 1);
  }
  if (what == "make code") Map(4096, PROT_READ | PROT_WRITE | PROT_EXEC);
  if (what == "turn into code")
    mprotect(Map(4096, PROT_READ | PROT_WRITE), 4096, PROT_READ | PROT_EXEC);
  if (what == "map its input") mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
  if (what == "take all memory" &&
      Map(urna::media::kMostMemory, PROT_READ | PROT_WRITE) == MAP_FAILED)
    return;
  if (what == "write for ever") {
    static constexpr std::array<char, 65536> kPiece = {};
    while (write(STDOUT_FILENO, kPiece.data(), kPiece.size()) > 0) {
    }
  }
  if (what == "run for ever") {
    for (volatile std::uint64_t i = 0;; i = i + 1) {
    }
  }
  if (what == "close and run for ever") {
    close(STDOUT_FILENO);
  }
  // Whatever was to be done was done.
  _exit(1);
}

}  // namespace

int main() {
  if (!urna::media::EnterSandbox()) return 2;
  std::array<char, 64> what = {};
  const ssize_t size = read(STDIN_FILENO, what.data(), what.size());
  if (size < 0) return 3;
  Do({what.data(), static_cast<std::size_t>(size)});
  _exit(kDone);
}
