// Typed expressions to plan nodes of one scan. In: check::TypedExpression. Out: nodes in execution order, equal ones shared,
// each with the width its value can need.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/check/checked.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/plan/plan.h"

namespace slate::plan {

class NodeBuilder {
 public:
  explicit NodeBuilder(const check::CheckedEvent& event) : event_(&event) {}

  void SetClause(std::string clause) { clause_ = std::move(clause); }
  NodeId Lower(const check::TypedExpression& expression);
  NodeId True(Span span);
  // The column that holds a field, added on first use.
  std::uint32_t Column(std::uint32_t field);

  const std::vector<std::uint32_t>& columns() const { return columns_; }  // fields by column
  // Texts that conditions compare this text field with: symbol ids in this order.
  const std::vector<std::string>& TextsOf(std::uint32_t field) { return texts_[field]; }
  std::vector<Node> TakeNodes() { return std::move(nodes_); }
  void ReportTooWide(Diagnostics& diagnostics) const;

 private:
  NodeId Add(Node node, Span span);
  NodeId SymbolOperand(const check::TypedExpression& expression, const check::TypedExpression& other);

  const check::CheckedEvent* event_;
  std::string clause_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> columns_;
  std::map<std::uint32_t, std::vector<std::string>> texts_;
  std::vector<Origin> too_wide_;
};

}  // namespace slate::plan
