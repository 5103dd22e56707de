// The next edition of a process, made out of an earlier one.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "services/base/clock.h"
#include "services/journal/journals.h"
#include "services/records/call.h"
#include "services/records/changes.h"
#include "services/records/creation_orders.h"
#include "storage/store.h"
#include "urna/v1/planning_service.pb.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// Thread-safe.
class Duplicates {
 public:
  // All must outlive this object. `server_name` begins the name of every log.
  Duplicates(storage::Store& store, Changes& changes, Journals& journals, CreationOrders& orders,
             const Clock& clock, std::string server_name)
      : store_(store),
        changes_(changes),
        journals_(journals),
        orders_(orders),
        clock_(clock),
        server_name_(std::move(server_name)) {}

  // A draft with all that the earlier process decides, and nothing of its life: no times, no projects,
  // no rolls, no calendar; the mandate's last version, or its draft where none was published, as a
  // draft. Its election id, log and journal are its own.
  //   INVALID_ARGUMENT  `source` is no name of a process, or `process_id` no id
  //   NOT_FOUND         RESOURCE_NOT_FOUND: there is no such source
  //   ALREADY_EXISTS    RESOURCE_EXISTS: there is such a process; and as Changes::ApplyActs
  absl::Status DuplicateProcess(const Call& call, const v1::DuplicateProcessRequest& request,
                                v1::Process& response);

 private:
  storage::Store& store_;
  Changes& changes_;
  Journals& journals_;
  CreationOrders& orders_;
  const Clock& clock_;
  const std::string server_name_;
};

}  // namespace urna::services
