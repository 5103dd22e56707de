#include "cli/town_staff.h"

#include "cli/client/connection.h"
#include "cli/client_options.h"
#include "urna/v1/administration_service.grpc.pb.h"

namespace urna::cli {
namespace {

using Stub = v1::Administration::Stub;

struct Post {
  const char* role;
  const char* display_name;
  v1::StaffRole granted;
};

constexpr Post kPosts[] = {
    {"agent", "Service de la participation", v1::STAFF_ROLE_AGENT},
    {"moderator", "Modération", v1::STAFF_ROLE_MODERATOR},
};

}  // namespace

absl::StatusOr<std::vector<StaffToken>> MakeStaff(const std::vector<std::string>& processes,
                                                  const TownServer& server) {
  const auto connection = client::Connection::Open({server.address, {}, server.token});
  if (!connection.ok()) return connection.status();
  const auto stub = v1::Administration::NewStub(connection->channel());
  std::vector<StaffToken> out;
  for (const Post& post : kPosts) {
    v1::CreateAccessTokenRequest request;
    v1::AccessToken& token = *request.mutable_access_token();
    token.set_display_name(post.display_name);
    for (const std::string& process : processes) {
      v1::Grant& grant = *token.add_grants();
      grant.set_role(post.granted);
      grant.set_process(ProcessName(process));
    }
    const auto made = connection->Call(*stub, &Stub::CreateAccessToken, request);
    if (!made.ok()) return made.status();
    out.push_back({post.role, made->secret()});
  }
  return out;
}

}  // namespace urna::cli
