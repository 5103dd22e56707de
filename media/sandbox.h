// A program that locks itself in before it reads what a stranger has sent.
#pragma once

namespace urna::media {

// From here on this process, and no other is left to it, can read its standard input, write its standard
// output, take memory up to a limit, and end: no file, no network, no process, no code that it did not begin
// with. Whatever else it asks of the system kills it (SIGSYS). It dies with the thread that started it. False
// where the system gives none of that; then nothing may be decoded.
[[nodiscard]] bool EnterSandbox();

}  // namespace urna::media
