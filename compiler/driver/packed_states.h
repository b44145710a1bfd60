// The states of a scan's measurements as compiled code keeps them (compiler/plan/packing.h), of one worker. In: a plan and a scan.
// Out: records for kernels, and from them the counters of each measurement.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "compiler/plan/packing.h"
#include "runtime/measure/counters.h"
#include "runtime/measure/pages.h"

namespace slate::driver {

template <typename T>
struct PageAllocator {
  using value_type = T;
  PageAllocator() = default;
  template <typename Other>
  explicit PageAllocator(const PageAllocator<Other>&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(measure::AllocatePages(count * sizeof(T))); }
  void deallocate(T* at, std::size_t) { std::free(at); }
  friend bool operator==(const PageAllocator&, const PageAllocator&) { return true; }
};

class PackedStates {
 public:
  PackedStates(const plan::Plan& plan, std::size_t scan);

  std::size_t bundles() const { return states_.size(); }
  const plan::Measurement& Of(std::size_t bundle) const { return scan_->measurements[packing_.bundles[bundle].first]; }
  std::size_t groups(std::size_t bundle) const { return states_[bundle].groups; }
  // Makes room for group ids below `groups`: kernels never grow states.
  void Reserve(std::size_t bundle, std::size_t groups);
  // By bundle, for kernels; valid until the next Reserve.
  std::uint64_t* const* words() { return words_.data(); }
  // The counters of a measurement, of which `into` has none yet.
  void Unpack(std::size_t measurement, measure::Counters& into) const;

 private:
  struct State {
    std::size_t groups = 0, periods = 0;
    std::vector<std::uint64_t, PageAllocator<std::uint64_t>> words;
  };
  const plan::Scan* scan_;
  plan::Packing packing_;
  std::vector<State> states_;          // by bundle
  std::vector<std::uint64_t*> words_;  // likewise
};

}  // namespace slate::driver
