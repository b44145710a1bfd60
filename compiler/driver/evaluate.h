// A plan over events to a ledger. In: a verified plan, its binding and open inputs. Out: the ledger, or why there is none.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "compiler/check/checked.h"
#include "compiler/driver/fold_case.h"
#include "compiler/plan/plan.h"
#include "runtime/ingest/table.h"
#include "runtime/ledger/ledger.h"

namespace slate::driver {

class KernelCache;  // kernel_cache.h

enum class Engine { interpret, jit };

// A batch as it was measured, for whoever wants to see the records themselves. Valid during the call.
struct Observed {
  std::size_t scan = 0;
  const abi::Batch* batch = nullptr;
  const ingest::RowOrigin* origins = nullptr;  // null, as `inputs`: the rows were folded from others
  const ingest::TableSpec* table = nullptr;
  const std::vector<ingest::Input>* inputs = nullptr;
};

struct EvaluateOptions {
  Instant as_of;
  Engine engine = Engine::jit;
  int threads = 1;
  std::int64_t batch_rows = 4096;
  std::string module_folder;  // where the JIT's module lies
  const KernelCache* kernels = nullptr;  // what plans were compiled to before; else they are compiled
  std::function<void(const Observed&)> observe = {};  // with one thread only
  const settle::Standing* standing = nullptr;  // what stands, whatever is known now; else it is found out (standing.h)
  bool states = false;        // keep the canonical bytes of each measurement, for comparing engines
  bool case_clocks = false;   // keep what each clock of each case comes to
  bool all_claimed = false;   // credits that have to be claimed count as claimed
  std::function<void(const std::string& path, std::uint64_t bytes)> progress = {};  // while events are read
};

struct Evaluated {
  ledger::Ledger ledger;
  std::vector<ingest::Reject> rejects;
  std::vector<ingest::InputError> input_errors;    // not empty: no ledger
  std::vector<settle::MissingCharge> missing;      // not empty: no ledger
  std::string engine_error;                        // not empty: no ledger
  std::vector<CaseClockResult> case_clocks;        // where they are asked for
  std::vector<settle::Act> acts;                   // what people did, as far as the contract asks for it
  std::vector<std::string> remarks;                // what has no effect, though somebody may think it has
  std::vector<std::string> states;                 // of each measurement, where they are asked for
};

// Where people acted on what was known then, and records can tell otherwise later, they are read again as of each such moment (standing.h).
Evaluated Evaluate(const plan::Plan& plan, const check::CheckedContract& contract, const check::CheckedBinding& binding,
                   const std::map<std::string, std::vector<ingest::Input>>& inputs, const EvaluateOptions& options);

}  // namespace slate::driver
