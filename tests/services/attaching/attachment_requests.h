// Images and documents handed in to a server, and what is to be seen of them.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "crypto/hash.h"
#include "services/attachments/made_images.h"
#include "services/base/families.h"
#include "services/http/http_client.h"
#include "services/proposals/proposal_requests.h"
#include "urna/v1/attachments_service.grpc.pb.h"

namespace urna::services {

// Who calls: with a token of the staff, with the key of an author, or with neither.
struct Speaker {
  std::string token;
  std::string key;
};

class AttachmentsTest : public ProposalsTest {
 protected:
  using Attached = v1::Attachments::Stub;

  std::unique_ptr<grpc::ClientContext> ContextOf(const Speaker& speaker) {
    return speaker.token.empty() ? server_.Anonymous() : server_.With(speaker.token);
  }

  static std::string Picture(const Colour& colour = kRed) {
    return MakePng(Filled(32, 24, colour));
  }
  static std::string Document(const std::string& text = "Bonjour") {
    return "%PDF-1.7\n% " + text +
           "\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
  }
  // Of an image of a proposal.
  static v1::AttachmentHeader HeaderOf(const std::string& parent, const std::string& file) {
    v1::AttachmentHeader header;
    header.set_parent(parent);
    header.set_subject(v1::ATTACHMENT_SUBJECT_PROPOSAL);
    header.set_kind(v1::ATTACHMENT_KIND_IMAGE);
    header.set_size(file.size());
    const crypto::Hash256 sha256 = crypto::Sha256(crypto::AsBytes(file));
    header.set_sha256(sha256.data(), sha256.size());
    Because(*header.mutable_alternative_text(), "Un banc sous un arbre");
    return header;
  }

  Answer<v1::Attachment> Upload(const Speaker& by, v1::AttachmentHeader header,
                                const std::string& file) {
    header.set_edit_key(by.key);
    Answer<v1::Attachment> answer;
    const auto context = ContextOf(by);
    const auto stub = v1::Attachments::NewStub(server_.channel());
    const auto writer = stub->UploadAttachment(context.get(), &answer.value);
    v1::UploadAttachmentRequest request;
    *request.mutable_header() = std::move(header);
    bool writing = writer->Write(request);
    constexpr std::size_t kPiece = std::size_t{1} << 20;
    for (std::size_t at = 0; writing && at < file.size(); at += kPiece) {
      request.Clear();
      request.set_data(file.substr(at, kPiece));
      writing = writer->Write(request);
    }
    writer->WritesDone();
    answer.status = writer->Finish();
    return answer;
  }
  Answer<v1::Attachment> Attach(const MadeProposal& to, const std::string& file = Picture()) {
    return Upload({.key = to.key}, HeaderOf(to.name, file), file);
  }

  template <typename Request, typename Response>
  Answer<Response> Ask(const Speaker& by,
                       grpc::Status (Attached::*method)(grpc::ClientContext*, const Request&,
                                                        Response*),
                       Request request) {
    request.set_edit_key(by.key);
    Answer<Response> answer;
    const auto stub = v1::Attachments::NewStub(server_.channel());
    answer.status = (stub.get()->*method)(ContextOf(by).get(), request, &answer.value);
    return answer;
  }
  Answer<v1::Attachment> Find(const Speaker& by, const std::string& name) {
    v1::GetAttachmentRequest request;
    request.set_name(name);
    return Ask(by, &Attached::GetAttachment, request);
  }
  std::vector<v1::Attachment> ListOf(const Speaker& by, const std::string& parent) {
    v1::ListAttachmentsRequest request;
    request.set_parent(parent);
    const auto listed = Ask(by, &Attached::ListAttachments, request);
    EXPECT_THAT(listed.status, IsDone());
    return {listed.value.attachments().begin(), listed.value.attachments().end()};
  }
  grpc::Status Delete(const Speaker& by, const std::string& name) {
    v1::DeleteAttachmentRequest request;
    request.set_name(name);
    return Ask(by, &Attached::DeleteAttachment, request).status;
  }
  // Nothing where it may not be read.
  std::string ReadBytes(const Speaker& by, const std::string& name, bool small = false) {
    v1::ReadAttachmentRequest request;
    request.set_name(name);
    request.set_edit_key(by.key);
    request.set_small(small);
    const auto context = ContextOf(by);
    const auto stub = v1::Attachments::NewStub(server_.channel());
    const auto reader = stub->ReadAttachment(context.get(), request);
    std::string bytes;
    v1::ReadAttachmentResponse piece;
    while (reader->Read(&piece)) bytes += piece.data();
    return reader->Finish().ok() ? bytes : "";
  }
  HttpReply Get(const std::string& path) {
    return HttpClient(server_.http_address()).Call({.method = "GET", .target = path});
  }
  using ProposalsTest::Get;

  static std::string Hex(const std::string& bytes) { return crypto::ToHex(crypto::AsBytes(bytes)); }
  static std::string PathOf(const v1::Attachment& one) {
    return "/attachment/paris/" + Hex(one.sha256()) + ".webp";
  }
  std::size_t Rows() {
    std::size_t rows = 0;
    EXPECT_TRUE(server_.store()
                    .Scan(kAttachmentsFamily, "\2", "\xff", 100'000,
                          [&](std::string_view, std::string_view) {
                            ++rows;
                            return true;
                          })
                    .ok());
    return rows;
  }
  bool StoreHolds(const std::string& text) const {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(server_.config().data_dir)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (bytes.find(text) != bytes.npos) return true;
    }
    return false;
  }
};

}  // namespace urna::services
