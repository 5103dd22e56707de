#include "tampering/rows/resealing.h"

#include "ledger/bundle_paths.h"

namespace urna::ledger {

crypto::Bytes ApprovalsOf(const ElectionFixture& election, crypto::ByteView config,
                          crypto::ByteView key_record) {
  std::vector<ManifestApproval> approvals;
  for (const Party& party : election.manifest()->parties()) {
    approvals.push_back(
        {party, SignManifest(election.KeyOf(party), ManifestHash(config, key_record))});
  }
  return SerializeApprovals(approvals);
}

PublishedBundle Resealed(const Course& course, const crypto::Bytes& config,
                         const crypto::Bytes& key_record) {
  PublishedBundle bundle = Publish(course.counted());
  bundle.files[std::string(kConfigFile)] = config;
  bundle.files[std::string(kKeyRecordFile)] = key_record;
  bundle.files[std::string(kApprovalsFile)] = ApprovalsOf(course.election(), config, key_record);
  return bundle;
}

PublishedBundle ResealedConfig(const Course& course, const crypto::Bytes& config) {
  return Resealed(course, config, course.election().key_record());
}

PublishedBundle ResealedConfig(const Course& course,
                               const std::function<void(v1::Config&)>& change) {
  v1::Config config = course.election().manifest()->config();
  change(config);
  return ResealedConfig(course, BytesOf(config.SerializeAsString()));
}

}  // namespace urna::ledger
