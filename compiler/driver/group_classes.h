// Which class a group is of, as the records of its timeline say. In: the rows that their scan kept. Out: settling, for targets by class.
#pragma once

#include <string>

#include "compiler/driver/fold.h"
#include "runtime/settle/settle.h"

namespace slate::driver {

struct GroupClasses {
  settle::ClassesOfGroups classes;
  std::string problem;  // not empty: two records of one group and moment contradict each other
};
GroupClasses ClassesOf(const plan::Settlement::ClassOfGroup& source, const plan::Plan& plan, const Kept& kept);

}  // namespace slate::driver
