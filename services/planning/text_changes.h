// What changed from one message to another of the same type, text by text: of mandates, of proposals.
#pragma once

#include "google/protobuf/message.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "urna/v1/planning_service.pb.h"

namespace urna::services {

// Adds a change for each text that differs, in the order of the message's fields; none where both say
// the same. Both must be of one type, which has no maps.
//
// Texts in languages are compared by language: in the order of `before`, then of `after`. Messages in a
// list that have an `id` or a `field` are compared by it, as `criteria[territory].text`; where one is new
// or gone, that is a change of its `criteria[territory].id` too, and where those that stayed stand in
// another order, it is one of `criteria` itself. Each must be in its list once. Other lists of
// messages are compared place by place, as `parts[2].name`; lists of other values as a whole, joined by
// ", ". Integers are decimal, enumerations names, bytes hexadecimal. What is not set has no text, so that
// an amount of 0 without presence has none; truth values always have one.
void AddTextChanges(const google::protobuf::Message& before, const google::protobuf::Message& after,
                    google::protobuf::RepeatedPtrField<v1::TextChange>& changes);

}  // namespace urna::services
