// A mail server on loopback that does what a test wants, right or wrong.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "concurrency/mutex.h"

namespace urna::services {

// Where the talk is when the server is about to speak.
enum class SmtpStep { kGreeting, kHello, kStartTls, kSender, kRecipient, kData, kDot };
inline constexpr SmtpStep kSmtpSteps[] = {SmtpStep::kGreeting, SmtpStep::kHello,
                                          SmtpStep::kSender,   SmtpStep::kRecipient,
                                          SmtpStep::kData,     SmtpStep::kDot};

struct SmtpDeed {
  enum class Kind {
    // Says `text`; empty for what a good server says.
    kSay,
    // Closes the line and says nothing.
    kHangUp,
    // Says nothing, and keeps the line until it is closed.
    kSilence,
    // Says lines without an end.
    kEndless,
    // Takes 100 bytes of the message and closes the line; of the step after DATA.
    kHangUpWithin,
  };
  Kind kind = Kind::kSay;
  std::string text = "";
};

struct ReceivedMail {
  std::string from;
  std::string to;
  // Without the dots of SMTP.
  std::string bytes;
};

class ScriptedSmtp {
 public:
  // Of the step, what was said to it, and how often that step was reached before.
  using Script = std::function<SmtpDeed(SmtpStep step, std::string_view line, int before)>;

  // Without a script it is a good server, which offers no TLS.
  explicit ScriptedSmtp(Script script = nullptr);
  ~ScriptedSmtp();

  // "127.0.0.1:port".
  std::string address() const;
  // What was said to have been taken, or was taken without a word.
  std::vector<ReceivedMail> received() const;
  // Returns once there are so many; false after ten seconds.
  bool AwaitReceived(std::size_t count);
  int connections() const { return connections_; }
  // All that clients said, in the order in which it came.
  std::string heard() const;
  void set_script(Script script);

 private:
  void Accept();
  void Talk(int connection);
  // False where the line is to be closed.
  bool Speak(int connection, SmtpStep step, std::string_view line, std::string_view usual,
             bool* is_usual = nullptr);

  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> is_ending_ = false;
  std::atomic<int> connections_ = 0;
  mutable Mutex mutex_;
  Script script_ ABSL_GUARDED_BY(mutex_);
  std::vector<int> reached_ ABSL_GUARDED_BY(mutex_) = std::vector<int>(7);
  std::vector<ReceivedMail> received_ ABSL_GUARDED_BY(mutex_);
  Condition changed_;
  std::string heard_ ABSL_GUARDED_BY(mutex_);
  std::vector<int> open_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> talks_;
  std::thread accepting_;
};

}  // namespace urna::services
