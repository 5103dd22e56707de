// Memory that forgets: containers for secrets, wiped when they are freed.
#pragma once

#include <sodium.h>

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace urna::crypto {

// Wipes every block that it gives back.
template <typename T>
struct WipingAllocator {
  using value_type = T;
  WipingAllocator() = default;
  template <typename U>
  WipingAllocator(const WipingAllocator<U>&) {}  // NOLINT: allocators convert implicitly
  T* allocate(std::size_t n) { return std::allocator<T>().allocate(n); }
  void deallocate(T* p, std::size_t n) {
    sodium_memzero(p, n * sizeof(T));
    std::allocator<T>().deallocate(p, n);
  }
  friend bool operator==(const WipingAllocator&, const WipingAllocator&) { return true; }
};

// A vector whose memory is wiped when it grows or goes.
template <typename T>
using SecretVector = std::vector<T, WipingAllocator<T>>;
using SecretBytes = SecretVector<std::uint8_t>;

// One secret value. It moves, it does not copy; reaching it takes `Reveal`, which can be searched
// for.
template <typename T>
class Secret {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Secret() = default;
  explicit Secret(const T& value) : value_(value) {}
  Secret(Secret&& other) noexcept : value_(other.value_) {
    sodium_memzero(&other.value_, sizeof(T));
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      value_ = other.value_;
      sodium_memzero(&other.value_, sizeof(T));
    }
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { sodium_memzero(&value_, sizeof(T)); }
  const T& Reveal() const { return value_; }
  // An explicit second holder of the same secret.
  Secret Clone() const { return Secret(value_); }

 private:
  T value_{};
};

}  // namespace urna::crypto
