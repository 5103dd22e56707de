// What nearly every command includes and takes long to compile.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/administrator_client.h"
#include "cli/client/authority_client.h"
#include "cli/client/trustee_client.h"
#include "cli/client/voter_client.h"
#include "nlohmann/json.hpp"
