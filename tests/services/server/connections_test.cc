// Who gets in, and who has to go.
#include <arpa/inet.h>
#include <grpcpp/generic/async_generic_service.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "pch.h"
#include "services/base/events.h"
#include "services/server/acceptor.h"
#include "services/server/connection_table.h"
#include "services/server/file_limit.h"
#include "services/server/listener.h"
#include "services/server/network.h"
#include "services/server/waiting_line.h"
#include "services/test_server.h"
#include "support/error_categories.h"
#include "support/whole_file.h"

namespace urna::services {
namespace {

using ledger::FileDescriptor;
using testing::AnyOf;
using testing::HasSubstr;

constexpr std::chrono::seconds kPatience{10};

Network NetworkAt(const std::string& address) {
  sockaddr_storage storage{};
  if (address.find(':') == std::string::npos) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    v4.sin_family = AF_INET;
    inet_pton(AF_INET, address.c_str(), &v4.sin_addr);
  } else {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    v6.sin6_family = AF_INET6;
    inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr);
  }
  return NetworkOf(storage);
}

TEST(Network, IsAnAddressOrANetworkOfIpv6) {
  EXPECT_NE(NetworkAt("10.0.0.1"), NetworkAt("10.0.0.2"));
  EXPECT_EQ(NetworkAt("10.0.0.1"), NetworkAt("::ffff:10.0.0.1"));
  EXPECT_EQ(NetworkAt("2001:db8::1"), NetworkAt("2001:db8::ffff:1"));
  EXPECT_NE(NetworkAt("2001:db8:0:1::1"), NetworkAt("2001:db8:0:2::1"));
}

class Table : public testing::Test {
 protected:
  std::map<int, std::int64_t> idle_;
  ConnectionTable table_{[this](int connection) { return idle_[connection]; }};
};

TEST_F(Table, GivesUpTheIdlestOfTheSourceThatHasMost) {
  EXPECT_EQ(table_.Victim(), -1);
  table_.Add(1, NetworkAt("10.0.0.1"));
  table_.Add(2, NetworkAt("10.0.0.2"));
  table_.Add(3, NetworkAt("10.0.0.2"));
  idle_ = {{1, 1000}, {2, 5}, {3, 7}};
  EXPECT_EQ(table_.Victim(), 3);
  table_.Remove(3);
  // Now they are equal.
  EXPECT_EQ(table_.Victim(), 1);
  table_.Remove(1);
  table_.Remove(1);
  EXPECT_EQ(table_.Victim(), 2);
  table_.Remove(2);
  EXPECT_EQ(table_.Victim(), -1);
  EXPECT_EQ(table_.size(), 0u);
}

TEST_F(Table, OfManyItLooksAtSomeOnly) {
  int next = 0;
  for (int i = 0; i < 1000; ++i) table_.Add(next++, NetworkAt("10.0.0.1"));
  for (int i = 0; i < 999; ++i) table_.Add(next++, NetworkAt("10.0.0.2"));
  for (int i = 0; i < 300; ++i) EXPECT_LT(table_.Victim(), 1000);
  table_.Remove(0);
  std::set<bool> first;
  for (int i = 0; i < 300; ++i) first.insert(table_.Victim() < 1000);
  EXPECT_EQ(first.size(), 2u) << "equal sources take turns";
}

TEST_F(Table, StaysRightWhateverComesAndGoes) {
  std::map<int, Network> model;
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    const int connection = static_cast<int>(random() % 200);
    if (model.erase(connection) > 0) {
      table_.Remove(connection);
    } else {
      const Network source = NetworkAt("10.0.0." + std::to_string(random() % 20));
      model[connection] = source;
      table_.Add(connection, source);
    }
    ASSERT_EQ(table_.size(), model.size());
    std::map<Network, int> counts;
    int most = 0;
    for (const auto& [fd, source] : model) most = std::max(most, ++counts[source]);
    const int victim = table_.Victim();
    if (most > 0) ASSERT_EQ(counts[model.at(victim)], most);
  }
}

TEST(FileLimit, LeavesRoomForTheStore) {
  EXPECT_EQ(*ConnectionsWithin({.files = 1024, .reserve = 256}, 0, 1), 307);
  EXPECT_EQ(*ConnectionsWithin({.files = 1024, .reserve = 256}, 0, 2), 153);
  EXPECT_EQ(*ConnectionsWithin({.files = 1 << 22, .reserve = 1024}, 0, 1), 10000);
  EXPECT_EQ(*ConnectionsWithin({.files = 1024, .reserve = 256}, 307, 1), 307);
  const absl::Status refused = ConnectionsWithin({.files = 1024, .reserve = 256}, 308, 1).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("LimitNOFILE"));
}

TEST(Listening, TakesOnePortForAllThatANameStandsFor) {
  const auto listener = Listen("localhost:0");
  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_TRUE(listener->address.starts_with("localhost:"));
  EXPECT_FALSE(listener->address.ends_with(":0"));
}

TEST(Listening, SaysWhatIsWrongInASentence) {
  const auto first = Listen("127.0.0.1:0");
  ASSERT_TRUE(first.ok()) << first.status();
  const absl::Status taken = Listen(first->address).status();
  EXPECT_TRUE(absl::IsUnavailable(taken));
  EXPECT_THAT(std::string(taken.message()), HasSubstr("another program listens there already"));
  const absl::Status elsewhere = Listen("192.0.2.1:0").status();
  EXPECT_THAT(std::string(elsewhere.message()), HasSubstr("no address of this machine"));
  EXPECT_THAT(std::string(Listen("no.such.host.invalid:0").status().message()),
              HasSubstr("stands for no address"));
}

TEST(Waiting, TakesTurns) {
  WaitingLine line(4);
  for (int i = 0; i < 3; ++i) line.Add({FileDescriptor(-1), NetworkAt("10.0.0.1"), i});
  line.Add({FileDescriptor(-1), NetworkAt("10.0.0.2"), 10});
  // The line is full: the longest one gives up its first.
  line.Add({FileDescriptor(-1), NetworkAt("10.0.0.3"), 20});
  std::vector<int> order;
  while (!line.empty()) order.push_back(line.Take().listener);
  EXPECT_THAT(order, testing::ElementsAre(1, 10, 20, 2));
}

// A socket that is bound to an address of 127.0.0.0/8, so that each is a source of its own.
FileDescriptor Unconnected(const std::string& from) {
  FileDescriptor fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  inet_pton(AF_INET, from.c_str(), &address.sin_addr);
  EXPECT_EQ(bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return fd;
}

bool ConnectTo(int fd, const std::string& address) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  const std::size_t colon = address.rfind(':');
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
  return connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
}

// Whether the other side ends the connection, or has ended it, before `patience` is over.
bool IsEnded(int fd, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  char buffer[4096];
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd wait{.fd = fd, .events = POLLIN, .revents = 0};
    if (left.count() < 0 || poll(&wait, 1, static_cast<int>(left.count())) <= 0) return false;
    if (recv(fd, buffer, sizeof buffer, 0) <= 0) return true;
  }
}

// Takes what is handed over, as a server would that never answers; it closes what ends.
class Idler {
 public:
  explicit Idler(std::size_t max_connections) {
    auto listener = Listen("127.0.0.1:0");
    EXPECT_TRUE(listener.ok()) << listener.status();
    address_ = listener->address;
    acceptor_.emplace(
        std::move(listener->sockets),
        AcceptorLimits{.max_connections = max_connections, .max_descriptor = 1 << 20},
        [this](int connection, int) {
          const std::lock_guard lock(mutex_);
          taken_.emplace_back(connection);
          changed_.notify_all();
        },
        meter_);
  }
  // Of a measurement by its name.
  double Measured(const std::string& name) const {
    Measurements measured;
    meter_.Measure(measured);
    measured.counters.insert(measured.counters.end(), measured.gauges.begin(),
                             measured.gauges.end());
    for (const auto& family : measured.counters) {
      if (family.name == name) return family.samples.at(0).value;
    }
    return -1;
  }
  const std::string& address() const { return address_; }
  bool WaitForTaken(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return taken_.size() >= count; });
  }
  std::size_t taken() {
    const std::lock_guard lock(mutex_);
    return taken_.size();
  }

 private:
  std::string address_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<FileDescriptor> taken_;
  ConnectionMeter meter_;
  std::optional<Acceptor> acceptor_;
};

TEST(Acceptance, EndsTheIdlestOfTheFloodForEachNewcomer) {
  Idler idler(20);
  std::vector<FileDescriptor> flood;
  for (int i = 0; i < 50; ++i) {
    flood.push_back(Unconnected("127.0.0.2"));
    ASSERT_TRUE(ConnectTo(flood.back().get(), idler.address()));
  }
  std::vector<FileDescriptor> honest;
  for (int i = 0; i < 5; ++i) {
    honest.push_back(Unconnected("127.0.0.3"));
    ASSERT_TRUE(ConnectTo(honest.back().get(), idler.address()));
  }
  ASSERT_TRUE(idler.WaitForTaken(55));
  for (const FileDescriptor& connection : honest) {
    EXPECT_FALSE(IsEnded(connection.get(), std::chrono::milliseconds(20)));
  }
  std::size_t open = 0;
  for (const FileDescriptor& connection : flood) {
    if (!IsEnded(connection.get(), std::chrono::milliseconds(5))) ++open;
  }
  EXPECT_EQ(open, 15u);
  EXPECT_EQ(idler.Measured("urna_connections_total"), 55);
  EXPECT_EQ(idler.Measured("urna_connections_evicted_total"), 35);
  EXPECT_EQ(idler.Measured("urna_connections_open"), 20);
}

TEST(Acceptance, CountsThoseThatAreOverNoMore) {
  Idler idler(3);
  const FileDescriptor stays = Unconnected("127.0.0.2");
  ASSERT_TRUE(ConnectTo(stays.get(), idler.address()));
  for (int i = 0; i < 20; ++i) {
    const FileDescriptor goes = Unconnected("127.0.0.2");
    ASSERT_TRUE(ConnectTo(goes.get(), idler.address()));
    ASSERT_TRUE(idler.WaitForTaken(static_cast<std::size_t>(i) + 2));
    shutdown(goes.get(), SHUT_RDWR);
  }
  EXPECT_FALSE(IsEnded(stays.get(), std::chrono::milliseconds(20)));
}

// Who has ended its own sending may still be answered, for as long as it likes.
TEST(Acceptance, CountsThoseThatAreHalfClosed) {
  Idler idler(10);
  std::vector<FileDescriptor> half_closed;
  for (int i = 0; i < 30; ++i) {
    half_closed.push_back(Unconnected("127.0.0.2"));
    ASSERT_TRUE(ConnectTo(half_closed.back().get(), idler.address()));
    ASSERT_TRUE(idler.WaitForTaken(static_cast<std::size_t>(i) + 1));
    shutdown(half_closed.back().get(), SHUT_WR);
  }
  EXPECT_EQ(idler.Measured("urna_connections_open"), 10);
  std::size_t open = 0;
  for (const FileDescriptor& connection : half_closed) {
    if (!IsEnded(connection.get(), std::chrono::milliseconds(5))) ++open;
  }
  EXPECT_EQ(open, 10u);
}

// Descriptors run out for the whole process: the sockets that connect are made before.
TEST(Acceptance, GoesOnWhenDescriptorsWereShort) {
  LookAtErrorCategories();
  // What tells the operator is made with the first event.
  TellOperator(Severity::kInfo, "descriptors run short");
  Idler idler(1000);
  std::vector<FileDescriptor> clients;
  for (int i = 0; i < 40; ++i) clients.push_back(Unconnected("127.0.0.2"));
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  rlimit low = before;
  low.rlim_cur = static_cast<rlim_t>(clients.back().get()) + 4;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  for (const FileDescriptor& client : clients) ConnectTo(client.get(), idler.address());
  // Some are turned away, and that it has seen the shortage is known from the first of them.
  const bool short_of_descriptors =
      std::any_of(clients.begin(), clients.end(), [](const FileDescriptor& client) {
        return IsEnded(client.get(), std::chrono::milliseconds(500));
      });
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(short_of_descriptors);
  const std::size_t taken = idler.taken();
  EXPECT_LT(taken, clients.size());
  const FileDescriptor late = Unconnected("127.0.0.3");
  ASSERT_TRUE(ConnectTo(late.get(), idler.address()));
  EXPECT_TRUE(idler.WaitForTaken(taken + 1));
  EXPECT_FALSE(IsEnded(late.get(), std::chrono::milliseconds(50)));
}

// A server of gRPC's that answers with where a call comes from.
class Whence final : public grpc::CallbackGenericService {
  class Answer final : public grpc::ServerGenericBidiReactor {
   public:
    explicit Answer(const std::string& peer) : slice_(peer), buffer_(&slice_, 1) {
      StartWriteAndFinish(&buffer_, {}, grpc::Status::OK);
    }
    void OnDone() override { delete this; }

   private:
    const grpc::Slice slice_;
    const grpc::ByteBuffer buffer_;
  };
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    return new Answer(context->peer());
  }
};

TEST(Acceptance, TellsGrpcWhereACallComesFrom) {
  auto listener = Listen("127.0.0.1:0");
  ASSERT_TRUE(listener.ok()) << listener.status();
  Whence service;
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(&service);
  const auto connections = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      grpc::InsecureServerCredentials());
  const auto server = builder.BuildAndStart();
  ASSERT_NE(server, nullptr);
  ConnectionMeter meter;
  const Acceptor acceptor(
      std::move(listener->sockets), {.max_connections = 10, .max_descriptor = 1 << 20},
      [&](int connection, int socket) {
        grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
        parameters.fd = connection;
        parameters.listener_fd = socket;
        connections->HandleNewConnection(&parameters);
      },
      meter);
  std::string peer;
  ASSERT_TRUE(CallByName(grpc::CreateChannel(listener->address, grpc::InsecureChannelCredentials()),
                         "/any/Method", "", peer)
                  .ok());
  EXPECT_THAT(peer, testing::StartsWith("ipv4:127.0.0.1:"));
}

// --- The whole server ---

class Flooded : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    config_.name = "test.example";
    config_.data_dir = folder_.Sub("data");
    config_.listen = {"127.0.0.1:0"};
    config_.max_connections = 50;
    config_.handshake_seconds = 1;
    if (GetParam()) {
      config_.tls_certificate = std::string(URNA_TEST_DATA) + "/tls/localhost.crt";
      config_.tls_key = folder_.Sub("key");
      std::filesystem::copy_file(std::string(URNA_TEST_DATA) + "/tls/localhost.key",
                                 config_.tls_key);
      std::filesystem::permissions(config_.tls_key, std::filesystem::perms(0600));
    }
    ASSERT_TRUE(InitialiseServerStore(config_, clock_).ok());
    auto server = Server::Start(config_, *OpenServerStore(config_), clock_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  const std::string& address() const { return server_->addresses()[0]; }
  grpc::Status Call() const {
    std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
    if (GetParam()) {
      grpc::SslCredentialsOptions options;
      options.pem_root_certs = WholeFile(config_.tls_certificate);
      credentials = grpc::SslCredentials(options);
    }
    // A connection of its own, not one that gRPC shares between channels.
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    std::string response;
    return CallByName(grpc::CreateCustomChannel(address(), credentials, arguments),
                      "/grpc.health.v1.Health/Check", "", response);
  }

  TemporaryFolder folder_;
  ManualClock clock_;
  ServerConfig config_;
  std::unique_ptr<Server> server_;
};
INSTANTIATE_TEST_SUITE_P(Either, Flooded, testing::Bool(),
                         [](const auto& info) { return info.param ? "Tls" : "Plain"; });

TEST_P(Flooded, AnswersBesideMoreIdleConnectionsThanItTakes) {
  std::vector<FileDescriptor> flood;
  for (int i = 0; i < 200; ++i) {
    flood.push_back(Unconnected("127.0.0.2"));
    ASSERT_TRUE(ConnectTo(flood.back().get(), address()));
    // Some say nothing, some begin a handshake, some are no HTTP at all.
    const std::string_view first[] = {"", "PRI * HTTP/2.0\r\n", "\x16\x03\x01\x02", "GET / HT"};
    send(flood.back().get(), first[i % 4].data(), first[i % 4].size(), MSG_NOSIGNAL);
    if (i % 20 == 0) {
      const grpc::Status called = Call();
      EXPECT_TRUE(called.ok()) << called.error_message();
    }
  }
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Call().ok());
}

TEST_P(Flooded, EndsHandshakesThatTakeTooLong) {
  for (const std::string_view first : {"", "PRI * HTTP/2.0\r\n", "\x16\x03\x01\x02"}) {
    const FileDescriptor slow = Unconnected("127.0.0.2");
    ASSERT_TRUE(ConnectTo(slow.get(), address()));
    send(slow.get(), first.data(), first.size(), MSG_NOSIGNAL);
    EXPECT_TRUE(IsEnded(slow.get(), kPatience)) << first;
  }
}

TEST_P(Flooded, EndsWhileConnectionsAreOpen) {
  std::vector<FileDescriptor> open;
  for (int i = 0; i < 20; ++i) {
    open.push_back(Unconnected("127.0.0.2"));
    ASSERT_TRUE(ConnectTo(open.back().get(), address()));
  }
  ASSERT_TRUE(Call().ok());
  server_->Shutdown(absl::Seconds(1));
  for (const FileDescriptor& connection : open) EXPECT_TRUE(IsEnded(connection.get(), kPatience));
}

}  // namespace
}  // namespace urna::services
