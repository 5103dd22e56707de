#include "end_to_end/attacks/party_keys.h"

#include <stdexcept>
#include <string_view>

#include "cli/client/authority_memory.h"
#include "cli/client/role_key.h"
#include "cli/client/sealed_file.h"
#include "cli/client/trustee_memory.h"

namespace urna::end_to_end {
namespace {

std::string SigningKeyLine(const crypto::SigningKey& key) {
  return "signing_key = \"" + crypto::ToHex(key.public_key().bytes()) + "\"\n";
}

void WriteKey(const std::string& path, const crypto::SecretBytes& content) {
  const auto file = client::SealedFile::Create(path, Passphrase(), client::SealingCost::Least(),
                                               {content.data(), content.size()});
  if (!file.ok()) throw std::runtime_error(file.status().ToString());
}

}  // namespace

crypto::SecretBytes Passphrase() {
  const std::string_view text = kPassphrase;
  return {text.begin(), text.end()};
}

std::string Numbered(const std::string& name, int number) { return name + std::to_string(number); }

std::string MakePartyKeys(const std::string& folder, int registrars, int trustees) {
  const auto path = [&](const std::string& name) { return folder + "/" + name + ".key"; };
  std::string tables;
  for (int j = 1; j <= registrars; ++j) {
    const std::string name = Numbered("registrar", j);
    const auto key = crypto::SigningKey::Generate();
    WriteKey(path(name), client::SerializeRegistrarKey(key));
    tables += "[[registrars]]\nid = \"" + name + "\"\n" + SigningKeyLine(key);
  }
  const client::AuthorityMemory authority{crypto::SigningKey::Generate(), {}};
  WriteKey(path("authority"), authority.Serialize());
  tables += "[[authorities]]\nid = \"authority\"\n" + SigningKeyLine(authority.key);
  for (int m = 1; m <= trustees; ++m) {
    const std::string name = Numbered("trustee", m);
    const client::TrusteeMemory memory{crypto::TrusteeSecretKeys::Generate(), {}};
    WriteKey(path(name), memory.Serialize());
    tables += "[[trustees]]\nid = \"" + name + "\"\n" + SigningKeyLine(memory.keys.signing) +
              "box_key = \"" + crypto::ToHex(memory.keys.box_public) + "\"\n";
  }
  return tables;
}

}  // namespace urna::end_to_end
