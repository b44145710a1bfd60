// What the amendments of a contract change, while it is checked: Defined Terms and targets with their other values, and the days on
// which these are in force. In: amendment.cpp. Out: whoever asks for a Defined Term or a target.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/check/checked.h"
#include "compiler/syntax/ast.h"

namespace slate::check {

struct Amended {
  // `effective for delivery d by d.promised`: by which moment of an item its measuring clauses go.
  struct Items {
    const syntax::ItemSource* source = nullptr;
    std::optional<TypedExpression> by;     // once somebody asked
    bool used = false;
  };
  struct Amendment {
    std::int64_t number = 0;
    Date from, last;                       // both included
    Span effect;                           // where that is said
    std::optional<Span> split;             // `split the period`
    bool cuts = false;                     // whether it cuts any
    std::vector<Items> items;
  };
  struct Term {                            // another value of a Defined Term
    std::size_t amendment = 0;             // index into `all`
    const syntax::Expression* value = nullptr;
  };
  struct Target {                          // another target of an obligation
    std::size_t amendment = 0;
    const syntax::Notwithstanding* change = nullptr;
  };
  std::vector<Amendment> all;              // by number; where two say something about one day, the later number holds
  std::map<std::string, std::vector<Term>, std::less<>> terms;      // by name, by number
  std::map<std::string, std::vector<Target>, std::less<>> targets;  // by obligation, by number
  std::optional<Date> settled_on;          // clauses that settle go by the first day of the period: this one
  std::map<std::string, std::int64_t, std::less<>> asked;  // what was asked for on that day, and which amendment answered; 0: none
  std::vector<const syntax::TargetClass*> in_season;  // likewise, the rows of tables by month that hold on that day
  bool placing = false;                    // while a moment of an item is checked by which amendments go
};

// While clauses that settle are checked for periods that begin on a day.
class SettledOn {
 public:
  SettledOn(Amended& amended, Date day) : amended_(amended), outer_(std::exchange(amended.settled_on, day)) {}
  ~SettledOn() { amended_.settled_on = outer_; }
  SettledOn(const SettledOn&) = delete;
  SettledOn& operator=(const SettledOn&) = delete;

 private:
  Amended& amended_;
  std::optional<Date> outer_;
};

}  // namespace slate::check
