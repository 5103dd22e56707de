// The process that the crash test kills.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "storage/rocks/rocks_store.h"
#include "storage/store.h"

namespace urna::storage {

inline constexpr char kCrashWriterArgument[] = "--crash-writer";
inline constexpr int kCrashWriterThreads = 3;

RocksStoreOptions CrashStoreOptions(const std::string& path);

// The batches of a thread are numbered from 1. Each replaces the thread's head, which holds the
// number, and adds leaves that are derived from thread and number. Small and large batches
// alternate, so that kills fall into log records of one block and of many.
inline constexpr Family kCrashLeaves{0};
inline constexpr Family kCrashHeads{1};
std::string CrashHeadKey(int thread);
std::map<std::string, std::string> CrashLeaves(int thread, std::uint64_t number);

// Writes batches to the store in `path` from several threads, each counting on from its head, for
// ever. Prints "THREAD NUMBER\n" to standard output after each batch that was acknowledged. Returns
// only if something fails.
int RunCrashWriter(const std::string& path);

}  // namespace urna::storage
