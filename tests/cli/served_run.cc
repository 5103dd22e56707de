#include "cli/served_run.h"

#include <algorithm>

#include "crypto/bytes.h"
#include "ledger/bundle_paths.h"
#include "ledger/leaf.h"
#include "pch.h"

namespace urna::client {
namespace {

// The signatures of the files `manifest-ok` and `close`, both a header of 8 bytes and then role,
// index, signature.
template <typename Add>
void ForEachSignature(const crypto::Bytes& file, const Add& add) {
  constexpr std::size_t kHeader = 8;
  crypto::ByteReader reader(crypto::ByteView(file).subspan(kHeader));
  while (reader.remaining() > 0) {
    auto& message = add();
    message.set_role(static_cast<v1::ManifestRole>(reader.U8()));
    message.set_index(reader.U8());
    message.set_signature(std::string(crypto::AsText(reader.Take(64))));
  }
}

std::string Text(crypto::ByteView bytes) { return std::string(crypto::AsText(bytes)); }

}  // namespace

class ServedRun::Processes final : public v1::Processes::Service {
 public:
  explicit Processes(ServedRun& served) : served_(served) {}
  grpc::Status GetManifest(grpc::ServerContext*, const v1::GetManifestRequest*,
                           v1::Manifest* out) override {
    out->set_config(Text(served_.election_.config_bytes()));
    out->set_key_record(Text(served_.election_.key_record()));
    ForEachSignature(served_.election_.Approvals(),
                     [&]() -> auto& { return *out->add_signatures(); });
    return grpc::Status::OK;
  }

 private:
  ServedRun& served_;
};

class ServedRun::Eligibility final : public v1::Eligibility::Service {
 public:
  explicit Eligibility(ServedRun& served) : served_(served) {}
  // An electorate a page.
  grpc::Status ListElectorates(grpc::ServerContext*, const v1::ListElectoratesRequest* request,
                               v1::ListElectoratesResponse* out) override {
    const auto& config = served_.election_.manifest()->config();
    const int e = static_cast<int>(request->page_token().size());
    if (e >= config.electorates_size()) return grpc::Status::OK;
    out->add_electorates()->set_name("processes/test/electorates/" + config.electorates(e).id());
    out->set_next_page_token(request->page_token() + "+");
    return grpc::Status::OK;
  }
  grpc::Status ReadRoll(grpc::ServerContext*, const v1::ReadRollRequest* request,
                        grpc::ServerWriter<v1::ReadRollResponse>* writer) override {
    const auto& config = served_.election_.manifest()->config();
    for (int e = 0; e < config.electorates_size(); ++e) {
      if (!request->electorate().ends_with("/" + config.electorates(e).id())) continue;
      v1::ReadRollResponse piece;
      piece.set_data(Text(served_.election_.roll_files()[static_cast<std::size_t>(e)].roll));
      writer->Write(piece);
    }
    return grpc::Status::OK;
  }

 private:
  ServedRun& served_;
};

class ServedRun::Ledger final : public v1::Ledger::Service {
 public:
  explicit Ledger(ServedRun& served) : served_(served) {}
  grpc::Status GetCheckpoint(grpc::ServerContext*, const v1::GetCheckpointRequest*,
                             v1::GetCheckpointResponse* out) override {
    out->set_checkpoint(served_.note.empty() ? served_.run_.CheckpointNote(served_.size())
                                             : served_.note);
    return grpc::Status::OK;
  }
  grpc::Status ListEntries(grpc::ServerContext*, const v1::ListEntriesRequest* request,
                           v1::ListEntriesResponse* out) override {
    for (std::uint64_t i = request->start(); i < served_.size(); ++i) {
      out->add_entries(Text(served_.run_.leaves()[i]));
    }
    return grpc::Status::OK;
  }
  grpc::Status ReadArtefact(grpc::ServerContext*, const v1::ReadArtefactRequest* request,
                            grpc::ServerWriter<v1::ReadArtefactResponse>* writer) override {
    const auto leaf = ledger::ParseLeaf(served_.run_.leaves()[request->leaf_index()]).value();
    const auto& artefact = std::get<ledger::ArtefactLeaf>(leaf.body);
    const auto file =
        served_.run_.files().find(ledger::ArtefactPath(artefact, request->leaf_index()));
    if (file == served_.run_.files().end()) return {grpc::StatusCode::NOT_FOUND, "no file"};
    v1::ReadArtefactResponse piece;
    piece.set_data(Text(file->second));
    served_.read += file->second.size();
    writer->Write(piece);
    return grpc::Status::OK;
  }

 private:
  ServedRun& served_;
};

class ServedRun::Trustees final : public v1::Trustees::Service {
 public:
  explicit Trustees(ServedRun& served) : served_(served) {}
  grpc::Status GetCount(grpc::ServerContext*, const v1::GetCountRequest*, v1::Count* out) override {
    *out = served_.count;
    return grpc::Status::OK;
  }
  grpc::Status SignClosing(grpc::ServerContext*, const v1::SignClosingRequest* request,
                           v1::SignClosingResponse*) override {
    served_.closings.push_back(*request);
    return grpc::Status::OK;
  }
  grpc::Status SubmitCloseCheckpoint(grpc::ServerContext*,
                                     const v1::SubmitCloseCheckpointRequest* request,
                                     v1::SubmitCloseCheckpointResponse*) override {
    served_.checkpoints.push_back(*request);
    return grpc::Status::OK;
  }
  grpc::Status SubmitArtefact(grpc::ServerContext*,
                              grpc::ServerReader<v1::SubmitArtefactRequest>* reader,
                              v1::SubmitArtefactResponse*) override {
    v1::SubmitArtefactRequest piece;
    while (reader->Read(&piece)) continue;
    return grpc::Status::OK;
  }

 private:
  ServedRun& served_;
};

ServedRun::ServedRun(const ledger::ElectionFixture& election, ledger::ElectionRun& run)
    : election_(election), run_(run) {
  services_.push_back(std::make_unique<Processes>(*this));
  services_.push_back(std::make_unique<Eligibility>(*this));
  services_.push_back(std::make_unique<Ledger>(*this));
  services_.push_back(std::make_unique<Trustees>(*this));
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  for (const auto& service : services_) builder.RegisterService(service.get());
  server_ = builder.BuildAndStart();
  address_ = "127.0.0.1:" + std::to_string(port);
}

ServedRun::~ServedRun() { server_->Shutdown(); }

std::shared_ptr<const ProcessReader> ServedRun::Reader() const {
  return std::make_shared<const ProcessReader>(Connection::Open({address_, {}, {}}).value(),
                                               election_.manifest()->config().process());
}

void ServedRun::SignTheClosing() {
  ForEachSignature(election_.SignClosings(election_.ClosingParties(), run_.closing()),
                   [&]() -> auto& { return *count.add_closing_signatures(); });
}

}  // namespace urna::client
