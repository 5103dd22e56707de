#include "media/sandbox.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <utility>

#include "media/limits.h"

namespace urna::media {
namespace {

bool Limit(__rlimit_resource what, rlim_t most) {
  const rlimit limit{most, most};
  return setrlimit(what, &limit) == 0;
}

bool SetLimits() {
  return Limit(RLIMIT_AS, kMostMemory) && Limit(RLIMIT_CPU, kMostSeconds) &&
         Limit(RLIMIT_FSIZE, 0) && Limit(RLIMIT_CORE, 0) && Limit(RLIMIT_NPROC, 0) &&
         Limit(RLIMIT_MEMLOCK, 0) && Limit(RLIMIT_NOFILE, 0);
}

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_KILL_PROCESS)) {}
  ~Filter() {
    if (context_ != nullptr) seccomp_release(context_);
  }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  bool Allow(int call, std::initializer_list<scmp_arg_cmp> only = {}) {
    return context_ != nullptr &&
           seccomp_rule_add_array(context_, SCMP_ACT_ALLOW, call,
                                  static_cast<unsigned>(only.size()), only.begin()) == 0;
  }
  bool Load() { return seccomp_load(context_) == 0; }

 private:
  scmp_filter_ctx context_;
};

scmp_arg_cmp Is(unsigned argument, std::uint64_t value) {
  return {argument, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp Has(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

bool LoadFilter() {
  Filter filter;
  // Memory of its own, and never code.
  const scmp_arg_cmp is_no_code = Has(2, PROT_EXEC, 0);
  const scmp_arg_cmp is_no_file = Has(3, MAP_ANONYMOUS | MAP_PRIVATE, MAP_ANONYMOUS | MAP_PRIVATE);
  return filter.Allow(SCMP_SYS(read), {Is(0, STDIN_FILENO)}) &&
         filter.Allow(SCMP_SYS(write), {Is(0, STDOUT_FILENO)}) &&
         filter.Allow(SCMP_SYS(mmap), {is_no_code, is_no_file}) && filter.Allow(SCMP_SYS(munmap)) &&
         filter.Allow(SCMP_SYS(mremap)) && filter.Allow(SCMP_SYS(brk)) &&
         // Asked of the system itself only where the machine's clock is no good.
         filter.Allow(SCMP_SYS(clock_gettime)) && filter.Allow(SCMP_SYS(gettimeofday)) &&
         filter.Allow(SCMP_SYS(exit)) && filter.Allow(SCMP_SYS(exit_group)) && filter.Load();
}

// Where there is more to sort than a kilobyte, glibc asks once how much memory the machine has, and remembers it.
// A codec that sorts would be killed for asking from within.
void LetSortingAsk() {
  constexpr std::size_t kMoreThanAKilobyte = 512;
  std::array<std::uint64_t, kMoreThanAKilobyte> numbers{};
  std::qsort(numbers.data(), numbers.size(), sizeof(numbers[0]), [](const void* a, const void* b) {
    const auto [x, y] =
        std::pair(*static_cast<const std::uint64_t*>(a), *static_cast<const std::uint64_t*>(b));
    return x < y ? -1 : static_cast<int>(x > y);
  });
}

}  // namespace

bool EnterSandbox() {
  LetSortingAsk();
  constexpr unsigned kAfterErrors = STDERR_FILENO + 1;
  return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0 &&
         prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && close_range(kAfterErrors, ~0U, 0) == 0 &&
         SetLimits() && LoadFilter();
}

}  // namespace urna::media
