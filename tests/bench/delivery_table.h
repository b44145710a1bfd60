// The deliveries of the workload as a table in the peer's memory.
#pragma once

#include "tests/bench/delivery_columns.h"
#include "tests/bench/peer.h"

namespace slate::bench {

// As the table `delivery`: customer ENUM (of at most 65,536 names, else INTEGER), month INTEGER, promised and delivered
// BIGINT, ordered and received INTEGER.
void Load(const DeliveryColumns& columns, Peer& peer);

}  // namespace slate::bench
