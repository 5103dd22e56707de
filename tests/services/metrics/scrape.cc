#include "services/metrics/scrape.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <regex>
#include <sstream>

namespace urna::services {

std::string Get(const std::string& address, const std::string& path) {
  const std::size_t colon = address.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
  EXPECT_EQ(inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr), 1) << address;
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  std::string answer;
  if (connect(connection, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) {
    const std::string request =
        "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
    EXPECT_EQ(write(connection, request.data(), request.size()),
              static_cast<ssize_t>(request.size()));
    std::array<char, 4096> piece{};
    for (ssize_t got = 0; (got = read(connection, piece.data(), piece.size())) > 0;) {
      answer.append(piece.data(), static_cast<std::size_t>(got));
    }
  }
  close(connection);
  return answer;
}

std::vector<ExposedSample> Scrape(const std::string& address) {
  const std::string answer = Get(address, "/metrics");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer.substr(0, 200);
  EXPECT_NE(answer.find("text/plain"), answer.npos);
  static const std::regex sample(
      R"re(([a-z_]+(?:\{(?:[a-z]+="[^"]*",?)+\})?) ([-+.0-9eE]+|Nan|[-+]Inf))re");
  std::vector<ExposedSample> samples;
  std::istringstream body(answer.substr(answer.find("\r\n\r\n") + 4));
  for (std::string line; std::getline(body, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::smatch parts;
    EXPECT_TRUE(std::regex_match(line, parts, sample)) << line;
    if (parts.size() == 3) samples.push_back({parts[1], std::stod(parts[2])});
  }
  return samples;
}

double ValueOf(const std::vector<ExposedSample>& samples, const std::string& series) {
  for (const ExposedSample& sample : samples) {
    if (sample.series == series) return sample.value;
  }
  return -1;
}

}  // namespace urna::services
