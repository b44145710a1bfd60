// Why a calculated value is what it is: its operands down to the records, placed again by the interpreter, each on its own. In: a plan and
// one of its calculated metrics; batches as they are read. Out: text for people, and digests made of the records again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "compiler/driver/evaluate.h"

namespace slate::driver {

class Operands {
 public:
  Operands(const plan::Plan& plan, std::uint32_t derived);

  void See(const Observed& seen);
  // The digest that a row's evidence should have.
  std::uint64_t DigestOf(const settle::Evidence& evidence) const { return DigestOf(derived_, evidence); }
  // A line for each operand, and below it for those that it was itself calculated from.
  std::string Text(const settle::Evidence& evidence, const std::string& indent) const;

 private:
  void AddMeasurements(std::uint32_t derived);
  std::uint64_t DigestOf(std::uint32_t derived, const settle::Evidence& evidence) const;
  std::uint64_t DigestOf(const plan::Source& source, const settle::Evidence::Operand& operand) const;

  const plan::Plan& plan_;
  std::uint32_t derived_;
  std::vector<plan::Source> measurements_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::string>, std::vector<std::uint64_t>> digests_;  // scan, measurement, group: by period
};

}  // namespace slate::driver
