# Compiler settings that hold for every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)


set(URNA_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them")
option(URNA_FUZZ "Build the libFuzzer targets" OFF)

find_program(URNA_CCACHE ccache)
if(URNA_CCACHE)
  # Precompiled headers are cached only when ccache may ignore their time stamps; clones share what is
  # cached when paths inside the sources are taken relative.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND}" -E env "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime"
      "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" "CCACHE_NOHASHDIR=1"
      "${URNA_CCACHE}")
endif()

if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # A cached object may only be used with a precompiled header of the same content.
  add_compile_options(-Xclang -fno-pch-timestamp)
  find_program(URNA_LLD ld.lld-19)
  if(URNA_LLD)
    add_link_options(-fuse-ld=lld-19)
  endif()
endif()

if(URNA_SANITIZE)
  add_compile_options(-fsanitize=${URNA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${URNA_SANITIZE})
  if(URNA_SANITIZE MATCHES "thread")
    add_link_options("LINKER:--version-script=${CMAKE_SOURCE_DIR}/cmake/tsan_exports.map")
  endif()
endif()

# Coverage for libFuzzer, which tests/fuzz links.
if(URNA_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Our own code is compiled with these; generated code is not.
add_library(urna_warnings INTERFACE)
target_compile_options(urna_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Wcast-qual -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # A designated initialiser names what differs from the defaults.
  target_compile_options(urna_warnings INTERFACE -Wno-missing-designated-field-initializers)
endif()
# RocksDB's headers and ours overload on purpose; g++ also warns of false positives inside libstdc++ 12.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(urna_warnings INTERFACE
    -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-maybe-uninitialized
    -Wno-dangling-pointer)
endif()
