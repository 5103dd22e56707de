#include "ledger/config.h"

#include "crypto/checkpoint.h"
#include "ledger/errors.h"
#include "support/election_fixture.h"
#include "support/journal_run.h"

namespace urna::ledger {
namespace {

using testing::HasSubstr;
using Change = std::function<void(v1::Config&)>;

crypto::Bytes BytesOf(const v1::Config& config) {
  const std::string text = config.SerializeAsString();
  return {text.begin(), text.end()};
}

class Configuration : public testing::Test {
 protected:
  explicit Configuration(const ElectionShape& shape = {.electorates = 2, .contests = 3})
      : config_(ElectionFixture::ConfigOf(shape)) {}

  // The field at fault; "" where the configuration is accepted.
  std::string Refusal(const Change& change) const {
    v1::Config config = config_;
    change(config);
    const auto frozen = FrozenConfig::Parse(BytesOf(config));
    if (frozen.ok()) return "";
    EXPECT_EQ(frozen.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(FieldOf(frozen.status()), "") << frozen.status();
    return FieldOf(frozen.status());
  }
  static std::string MessageOf(crypto::ByteView bytes) {
    return std::string(FrozenConfig::Parse(bytes).status().message());
  }

  v1::Config config_;
};

TEST_F(Configuration, IsAcceptedAsItWasFrozen) {
  const auto frozen = FrozenConfig::Parse(BytesOf(config_));
  ASSERT_TRUE(frozen.ok()) << frozen.status();
  EXPECT_EQ(frozen->bytes(), BytesOf(config_));
  EXPECT_EQ(frozen->hash(), ConfigHash(BytesOf(config_)));
  EXPECT_EQ(frozen->ceremony().config_hash, frozen->hash());
}

TEST_F(Configuration, NamesThePagesByAHashOrNotAtAll) {
  const auto with_size = [this](std::size_t size) {
    return Refusal([size](v1::Config& c) { c.set_pages_sha256(std::string(size, 'p')); });
  };
  EXPECT_EQ(config_.pages_sha256(), "");
  EXPECT_EQ(with_size(32), "");
  for (const std::size_t size : {1, 31, 33, 64}) EXPECT_EQ(with_size(size), "config.pages_sha256");
}

TEST_F(Configuration, HasTitlesByLanguageForTheCategoriesOfItsForm) {
  const auto with = [this](const std::vector<std::string>& ids,
                           const std::function<void(v1::CategoryConfig&)>& change) {
    return Refusal([&](v1::Config& c) {
      for (const std::string& id : ids) {
        v1::CategoryConfig& category = *c.add_categories();
        category.set_id(id);
        *category.mutable_title() = c.title();
        change(category);
      }
    });
  };
  const auto as_it_is = [](v1::CategoryConfig&) {};
  EXPECT_EQ(with({}, as_it_is), "");
  EXPECT_EQ(with({"roads", "parks"}, as_it_is), "");
  EXPECT_EQ(with({"roads", "roads"}, as_it_is), "config.categories[1].id");
  EXPECT_EQ(with({"roads", "Parks"}, as_it_is), "config.categories[1].id");
  EXPECT_EQ(with({"roads"}, [](v1::CategoryConfig& c) { c.clear_title(); }),
            "config.categories[0].title");
  EXPECT_EQ(with({"roads"}, [](v1::CategoryConfig& c) { c.mutable_title(0)->set_language("xx"); }),
            "config.categories[0].title[0].language");
  EXPECT_EQ(with({"roads"}, [](v1::CategoryConfig& c) { c.mutable_title(0)->clear_text(); }),
            "config.categories[0].title[0].text");
  std::vector<std::string> many(100);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = "c" + std::to_string(i);
  EXPECT_EQ(with(many, as_it_is), "");
  many.emplace_back("c100");
  EXPECT_EQ(with(many, as_it_is), "config.categories");
}

TEST_F(Configuration, OfVersionOneIsRefusedWithASentence) {
  v1::Config config = config_;
  config.set_protocol("urna/v1");
  EXPECT_THAT(MessageOf(BytesOf(config)), HasSubstr("is version 1"));
  // Version 1 had none of the fields that are new: the sentence comes first all the same.
  config.clear_attempt();
  config.clear_closing_quorum();
  EXPECT_THAT(MessageOf(BytesOf(config)), HasSubstr("is version 1"));
  config.set_protocol("urna/v3");
  EXPECT_THAT(MessageOf(BytesOf(config)), HasSubstr("must be urna/v2"));
}

TEST_F(Configuration, NamesItsAttempt) {
  EXPECT_EQ(Refusal([](v1::Config& c) { c.clear_attempt(); }), "config.attempt");
  EXPECT_EQ(Refusal([](v1::Config& c) { c.set_attempt(4'000'000'000); }), "");
  // So that no message of one attempt fits another.
  v1::Config next = config_;
  next.set_attempt(2);
  EXPECT_NE(FrozenConfig::Parse(BytesOf(next))->hash(),
            FrozenConfig::Parse(BytesOf(config_))->hash());
}

// --- Text ---

// What is sealed is printed in letters and read back from Pabulib files.
TEST_F(Configuration, HasPlainTextAlone) {
  const auto with_title = [&](const std::string& text) {
    return Refusal([&](v1::Config& c) {
      c.mutable_contests(0)->mutable_projects(0)->mutable_title(0)->set_text(text);
    });
  };
  EXPECT_EQ(with_title("Zoé's trees,\n\tand a bench"), "");
  for (const char* text : {"a\x1b[2J", "a\rb", "\x7f", "\u0085", "\u009b"}) {
    EXPECT_EQ(with_title(text), "config.contests[0].projects[0].title[0].text");
  }
  EXPECT_EQ(Refusal([](v1::Config& c) { c.mutable_trustees(0)->set_display_name("Zo\b"); }),
            "config.trustees[0].display_name");
  EXPECT_EQ(Refusal([](v1::Config& c) {
              c.mutable_contests(0)->mutable_projects(0)->add_categories("green\u0080");
            }),
            "config.contests[0].projects[0].categories");
  EXPECT_EQ(
      Refusal([](v1::Config& c) { c.mutable_contests(0)->mutable_projects(0)->set_id("p\u0085"); }),
      "config.contests[0].projects[0].id");
}

// --- Quorums ---

// max(t, floor(n / 2) + 1) to n.
TEST(ClosingQuorum, IsAtLeastTheThresholdAndMoreThanHalf) {
  for (const auto& [n, t, least] :
       std::vector<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>>{{1, 1, 1},
                                                                            {2, 1, 2},
                                                                            {3, 1, 2},
                                                                            {3, 2, 2},
                                                                            {3, 3, 3},
                                                                            {4, 2, 3},
                                                                            {5, 2, 3},
                                                                            {5, 4, 4},
                                                                            {9, 5, 5}}) {
    v1::Config config = ElectionFixture::ConfigOf({.threshold = t, .trustees = n});
    for (std::uint32_t q = 0; q <= n + 1; ++q) {
      config.set_closing_quorum(q);
      const auto frozen = FrozenConfig::Parse(BytesOf(config));
      EXPECT_EQ(frozen.ok(), q >= least && q <= n) << q << " of " << n << ", threshold " << t;
      if (!frozen.ok()) EXPECT_EQ(FieldOf(frozen.status()), "config.closing_quorum");
    }
  }
}

TEST_F(Configuration, NeedsAMajorityOfItsAuthorities) {
  const v1::Config five = ElectionFixture::ConfigOf({.authorities = 5});
  const v1::Config four = ElectionFixture::ConfigOf({.authorities = 4});
  for (std::uint32_t a = 0; a <= 6; ++a) {
    for (v1::Config config : {five, four}) {
      config.set_authority_threshold(a);
      const auto n = static_cast<std::uint32_t>(config.authority_keys_size());
      EXPECT_EQ(FrozenConfig::Parse(BytesOf(config)).ok(), 2 * a > n && a <= n) << a << " of " << n;
    }
  }
}

// --- Code registrars and their parts ---

TEST_F(Configuration, HasOneToThreeCodeRegistrarsForEachElectorate) {
  for (const std::uint32_t m : {0, 4}) {
    EXPECT_EQ(Refusal([m](v1::Config& c) { c.mutable_electorates(1)->set_code_registrars(m); }),
              "config.electorates[1].code_registrars")
        << m;
  }
}

TEST_F(Configuration, HasTheDigestOfEachPart) {
  EXPECT_EQ(Refusal([](v1::Config& c) { c.mutable_electorates(0)->clear_part_sha256(); }),
            "config.electorates[0].part_sha256");
  EXPECT_EQ(Refusal([](v1::Config& c) {
              c.mutable_electorates(0)->add_part_sha256(std::string(32, 'x'));
            }),
            "config.electorates[0].part_sha256");
  EXPECT_EQ(Refusal([](v1::Config& c) {
              c.mutable_electorates(0)->set_part_sha256(1, std::string(31, 'x'));
            }),
            "config.electorates[0].part_sha256");
  // Electorates may differ in how many codes they need.
  EXPECT_EQ(Refusal([](v1::Config& c) {
              c.mutable_electorates(0)->set_code_registrars(1);
              c.mutable_electorates(0)->mutable_part_sha256()->RemoveLast();
            }),
            "");
}

TEST_F(Configuration, HasAThresholdOfRegistrarsNotBelowAnyElectoratesCodes) {
  EXPECT_EQ(Refusal([](v1::Config& c) { c.set_registrar_threshold(1); }),
            "config.electorates[0].code_registrars");
  EXPECT_NE(Refusal([](v1::Config& c) { c.set_registrar_threshold(3); }), "");
}

// --- Witnesses ---

class WithWitnesses : public Configuration {
 protected:
  WithWitnesses() : Configuration({.witnesses = 3, .witness_quorum = 2}) {}
};

TEST_F(WithWitnesses, HasAQuorumOfThemOrNone) {
  for (std::uint32_t q = 0; q <= 4; ++q) {
    EXPECT_EQ(Refusal([q](v1::Config& c) { c.set_witness_quorum(q); }),
              q <= 3 ? "" : "config.witness_quorum");
  }
  EXPECT_EQ(Refusal([](v1::Config& c) { c.clear_witness_vkeys(); }), "config.witness_quorum");
}

TEST_F(WithWitnesses, HasKeysOfTheirKindUnderDifferentNames) {
  const auto key = crypto::SigningKey::Generate().public_key();
  const auto with = [&](const std::string& vkey) {
    return Refusal([&](v1::Config& c) { c.set_witness_vkeys(1, vkey); });
  };
  EXPECT_EQ(with(crypto::WitnessKey{"witness.test/new", key}.ToVkey()), "");
  EXPECT_EQ(with(crypto::LogKey{"witness.test/new", key}.ToVkey()), "config.witness_vkeys[1]");
  EXPECT_EQ(with("witness.test/new"), "config.witness_vkeys[1]");
  EXPECT_EQ(with(crypto::WitnessKey{ElectionFixture::WitnessName(0), key}.ToVkey()),
            "config.witness_vkeys[1]");
  EXPECT_EQ(with(crypto::WitnessKey{config_.log().origin(), key}.ToVkey()),
            "config.witness_vkeys[1]");
}

// Whoever holds two roles could act in both.
TEST_F(WithWitnesses, HasNoKeyInTwoRoles) {
  const auto key_of = [](const std::string& bytes) {
    return crypto::VerifyingKey::Parse(crypto::AsBytes(bytes)).value();
  };
  const auto log = crypto::LogKey::FromVkey(config_.log().vkey()).value().key;
  for (const crypto::VerifyingKey& key :
       {key_of(config_.registrar_keys(0)), key_of(config_.authority_keys(0)),
        key_of(config_.trustees(0).signing_key()), log,
        crypto::WitnessKey::FromVkey(config_.witness_vkeys(0)).value().key}) {
    EXPECT_EQ(Refusal([&](v1::Config& c) {
                c.set_witness_vkeys(1, crypto::WitnessKey{"witness.test/new", key}.ToVkey());
              }),
              "config.witness_vkeys[1]");
  }
  EXPECT_NE(Refusal([](v1::Config& c) { c.set_authority_keys(1, c.registrar_keys(0)); }), "");
  for (const crypto::VerifyingKey& key :
       {key_of(config_.registrar_keys(0)), key_of(config_.authority_keys(0))}) {
    EXPECT_EQ(Refusal([&](v1::Config& c) {
                c.mutable_log()->set_vkey(crypto::LogKey{c.log().origin(), key}.ToVkey());
              }),
              "config.log.vkey");
  }
  EXPECT_NE(Refusal([](v1::Config& c) {
              c.mutable_trustees(1)->set_signing_key(c.trustees(0).signing_key());
            }),
            "");
}

TEST_F(WithWitnesses, HasAtMostSixteen) {
  const auto many = [](int count) {
    return [count](v1::Config& c) {
      c.clear_witness_vkeys();
      for (int i = 0; i < count; ++i) {
        c.add_witness_vkeys(
            crypto::WitnessKey{"w" + std::to_string(i), crypto::SigningKey::Generate().public_key()}
                .ToVkey());
      }
    };
  };
  EXPECT_EQ(Refusal(many(16)), "");
  EXPECT_EQ(Refusal(many(17)), "config.witness_vkeys");
}

// --- The journal ---

class WithAJournal : public Configuration {
 protected:
  WithAJournal() { JournalRun::Of(config_).SealInto(config_); }
  std::string OfJournal(const std::function<void(v1::JournalHead&)>& change) const {
    return Refusal([&](v1::Config& c) { change(*c.mutable_journal()); });
  }
  std::string OfProject(const std::function<void(v1::ProjectConfig&)>& change) const {
    return Refusal([&](v1::Config& c) { change(*c.mutable_contests(1)->mutable_projects(2)); });
  }
};

TEST_F(WithAJournal, NamesItsHead) {
  EXPECT_EQ(Refusal([](v1::Config&) {}), "");
  EXPECT_EQ(OfJournal([](v1::JournalHead& j) { j.set_origin("urna.test/other/journal"); }),
            "config.journal.origin");
  EXPECT_EQ(OfJournal([](v1::JournalHead& j) { j.clear_vkey(); }), "config.journal.vkey");
  EXPECT_EQ(OfJournal([](v1::JournalHead& j) { j.clear_size(); }), "config.journal.size");
  EXPECT_EQ(OfJournal([](v1::JournalHead& j) { j.set_size((std::uint64_t{1} << 32) + 1); }),
            "config.journal.size");
  for (const std::size_t size : {0, 31, 33}) {
    EXPECT_EQ(OfJournal([&](v1::JournalHead& j) { j.set_root(std::string(size, 'r')); }),
              "config.journal.root");
  }
}

// A key has one role: what the log signs is nothing that the journal could have signed.
TEST_F(WithAJournal, HasAKeyOfItsOwn) {
  const auto with_key_of = [&](const std::string& vkey) {
    auto key = crypto::LogKey::FromVkey(vkey).value();
    key.origin = config_.journal().origin();
    return OfJournal([&](v1::JournalHead& j) { j.set_vkey(key.ToVkey()); });
  };
  EXPECT_EQ(with_key_of(config_.journal().vkey()), "");
  EXPECT_EQ(with_key_of(config_.log().vkey()), "config.journal.vkey");
  EXPECT_EQ(OfJournal([&](v1::JournalHead& j) { j.set_vkey(config_.log().vkey()); }),
            "config.journal.vkey")
      << "nor the log's name";
}

TEST_F(WithAJournal, NamesItsMandateByAHash) {
  EXPECT_EQ(Refusal([](v1::Config& c) { c.clear_mandate_sha256(); }), "");
  EXPECT_EQ(Refusal([](v1::Config& c) { c.set_mandate_sha256(std::string(31, 'm')); }),
            "config.mandate_sha256");
  EXPECT_EQ(Refusal([](v1::Config& c) { c.clear_journal(); }), "config.mandate_sha256");
}

TEST_F(WithAJournal, MayDescribeItsProjects) {
  const std::string at = "config.contests[1].projects[2].";
  const auto summary = [](const std::string& language, const std::string& text) {
    return [=](v1::ProjectConfig& p) {
      p.add_summary()->set_language(language);
      p.mutable_summary(0)->set_text(text);
    };
  };
  EXPECT_EQ(OfProject(summary("en", "Forty trees.")), "");
  EXPECT_EQ(OfProject(summary("fr", "Quarante arbres.")), at + "summary[0].language");
  EXPECT_EQ(OfProject(summary("en", "Trees\b")), at + "summary[0].text");
  EXPECT_EQ(OfProject([](auto& p) { p.set_place(std::string(16384, ' ')); }), "");
  EXPECT_EQ(OfProject([](auto& p) { p.set_place(std::string(16385, ' ')); }), at + "place");
  EXPECT_EQ(OfProject([](auto& p) { p.set_place("\x1b"); }), at + "place");
  EXPECT_EQ(OfProject([](auto& p) { p.set_description_sha256(std::string(32, 'd')); }), "");
  EXPECT_EQ(OfProject([](auto& p) { p.set_description_sha256(std::string(33, 'd')); }),
            at + "description_sha256");
  EXPECT_EQ(OfProject([](auto& p) { p.set_authors_sha256(std::string(31, 'a')); }),
            at + "authors_sha256");
  EXPECT_EQ(OfProject([](auto& p) { p.add_image_sha256(std::string(31, 'i')); }),
            at + "image_sha256");
  const auto images = [](int count) {
    return [=](v1::ProjectConfig& p) {
      for (int i = 0; i < count; ++i) p.add_image_sha256(std::string(32, 'i'));
    };
  };
  EXPECT_EQ(OfProject(images(10)), "");
  EXPECT_EQ(OfProject(images(11)), at + "image_sha256");
}

TEST_F(Configuration, DescribesNoProjectWithoutAJournal) {
  using Describe = void (*)(v1::ProjectConfig&);
  const Describe ways[] = {
      [](v1::ProjectConfig& p) {
        p.add_summary()->set_language("en");
        p.mutable_summary(0)->set_text("Trees");
      },
      [](v1::ProjectConfig& p) { p.set_place("{}"); },
      [](v1::ProjectConfig& p) { p.set_description_sha256(std::string(32, 'd')); },
      [](v1::ProjectConfig& p) { p.add_image_sha256(std::string(32, 'i')); },
      [](v1::ProjectConfig& p) { p.set_authors_sha256(std::string(32, 'a')); }};
  for (const Describe describe : ways) {
    EXPECT_EQ(
        Refusal([&](v1::Config& c) { describe(*c.mutable_contests(0)->mutable_projects(0)); }),
        "config.contests[0].projects[0].summary");
  }
}

// --- Reserved ---

TEST_F(Configuration, HasNoFieldThatIsReservedAndNoHalfJournal) {
  EXPECT_EQ(Refusal([](v1::Config& c) { c.set_online_closing_time(c.closing_time()); }),
            "config.online_closing_time");
  EXPECT_EQ(Refusal([](v1::Config& c) { c.add_stations(); }), "config.stations");
  EXPECT_EQ(Refusal([](v1::Config& c) { c.mutable_journal(); }), "config.journal.origin")
      << "present and empty";
}

// --- One spelling ---

// Canonical bytes are specified in canonical_test.cc; here, that a configuration must be so.
TEST_F(Configuration, HasOneSpelling) {
  const crypto::Bytes good = BytesOf(config_);
  const auto with = [&](const crypto::Bytes& more) {
    crypto::Bytes bytes = good;
    crypto::Append(bytes, more);
    return FrozenConfig::Parse(bytes).ok();
  };
  EXPECT_TRUE(with({}));
  EXPECT_FALSE(with({0xf8, 0x07, 0x01})) << "an unknown field";
  EXPECT_FALSE(with({0xd0, 0x01, 0x01})) << "attempt a second time";
  EXPECT_FALSE(with({0xe8, 0x01, 0x00})) << "a quorum of witnesses at its default";
  v1::Config twice = config_;
  twice.mutable_title(0)
      ->GetReflection()
      ->MutableUnknownFields(twice.mutable_title(0))
      ->AddVarint(9, 1);
  EXPECT_FALSE(FrozenConfig::Parse(BytesOf(twice)).ok()) << "an unknown field, further in";
}

RC_GTEST_FIXTURE_PROP(Configuration, IsReadBackToTheByteOrRefused, ()) {
  crypto::Bytes bytes = BytesOf(config_);
  const auto bit =
      *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, bytes.size() * 8));
  bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1 << (bit % 8)));
  const auto frozen = FrozenConfig::Parse(bytes);
  if (frozen.ok()) RC_ASSERT(BytesOf(frozen->config()) == bytes);
}

// --- What was there before ---

TEST_F(Configuration, HasBallotsPerKeyChoiceGroupsAndTimesInRange) {
  EXPECT_EQ(Refusal([](v1::Config& c) { c.clear_ballots_per_key(); }), "config.ballots_per_key");
  EXPECT_EQ(Refusal([](v1::Config& c) { c.set_ballots_per_key(1001); }), "config.ballots_per_key");
  EXPECT_EQ(Refusal([](v1::Config& c) { c.clear_revote(); }), "config.revote");
  EXPECT_EQ(Refusal([](v1::Config& c) { c.set_opening_time(c.closing_time()); }),
            "config.closing_time");
  const auto group = [](std::vector<std::uint32_t> contests, std::uint32_t max) {
    return [contests, max](v1::Config& c) {
      auto& made = *c.add_choice_groups();
      made.mutable_contests()->Assign(contests.begin(), contests.end());
      made.set_max(max);
    };
  };
  EXPECT_EQ(Refusal(group({0, 2}, 1)), "");
  EXPECT_EQ(Refusal(group({0}, 1)), "config.choice_groups[0].contests");
  EXPECT_EQ(Refusal(group({1, 1}, 1)), "config.choice_groups[0].contests");
  EXPECT_EQ(Refusal(group({0, 3}, 1)), "config.choice_groups[0].contests");
  EXPECT_EQ(Refusal(group({0, 1}, 0)), "config.choice_groups[0].max");
  EXPECT_EQ(Refusal(group({0, 1}, 2)), "config.choice_groups[0].max");
}

}  // namespace
}  // namespace urna::ledger
