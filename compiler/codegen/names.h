// What the functions of a compiled plan are called.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string>

namespace slate::codegen {

inline std::string MeasureName(std::size_t scan) { return fmt::format("slate_measure_{}", scan); }
inline std::string TargetName(std::size_t settlement) { return fmt::format("slate_target_{}", settlement); }
inline std::string MinimumName(std::size_t settlement) { return fmt::format("slate_minimum_{}", settlement); }
inline std::string BandName(std::size_t settlement) { return fmt::format("slate_band_{}", settlement); }
inline std::string BonusName(std::size_t settlement) { return fmt::format("slate_bonus_{}", settlement); }
inline std::string GuardName(std::size_t settlement, std::size_t guard) { return fmt::format("slate_guard_{}_{}", settlement, guard); }
inline std::string ArithmeticName(std::size_t derived) { return fmt::format("slate_arithmetic_{}", derived); }

}  // namespace slate::codegen
