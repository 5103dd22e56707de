// An HTTP client that does as a test says, right or wrong, over a socket of its own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace urna::services {

struct HttpReply {
  int status = 0;
  // Names in small letters; the last of each.
  std::map<std::string, std::string> fields;
  // Out of its chunks.
  std::string body;

  std::string Field(const std::string& name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? "" : found->second;
  }
};

struct HttpRequest {
  std::string method = "POST";
  std::string target;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
};

// As it is written, with Host and Content-Length.
std::string Written(const HttpRequest& request);

class HttpClient {
 public:
  // `address` is "host:port" on loopback.
  explicit HttpClient(const std::string& address);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Whether it was taken.
  bool Send(std::string_view bytes);
  // The next reply; nothing when the server has closed, or says nothing for long. `to_head` where the request
  // was a HEAD.
  std::optional<HttpReply> Read(bool to_head = false);
  // The same; `meanwhile` is done again and again until the server says something, or closes.
  template <typename Meanwhile>
  std::optional<HttpReply> ReadWhile(Meanwhile meanwhile) {
    while (!HasSomething()) meanwhile();
    return Read();
  }
  HttpReply Call(const HttpRequest& request);
  // What comes, at least one byte; empty when the server has closed.
  std::string ReadSome();
  // Whether the server closes and says no more.
  bool IsClosed() { return unread_.empty() && ReadSome().empty(); }

  void CloseSending();
  // As a client whose machine is gone: no more is read, and the server is told so.
  void Reset();
  int descriptor() const { return socket_; }

  // Whether there is something to read, or the end; waits a moment for it.
  bool HasSomething() const;

 private:
  // Until `unread_` has so many bytes, or that text; false when the server has closed.
  bool Await(std::size_t bytes);
  bool Await(std::string_view text);
  bool ReadChunks(std::string& body);

  int socket_;
  std::string unread_;
};

}  // namespace urna::services
