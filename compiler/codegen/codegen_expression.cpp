#include "compiler/codegen/codegen.h"

namespace slate::codegen {
namespace {

std::string_view SymbolOf(plan::FunctionId id) {
  static constexpr std::string_view kSymbols[] = {
#define SLATE_FUNCTION(name, symbol, result, parameters, doc) #symbol,
#include "runtime/functions.def"
#undef SLATE_FUNCTION
  };
  return kSymbols[static_cast<std::size_t>(id)];
}

llvm::Constant* ConstantOf(RowContext& context, const plan::Node& node) {
  switch (node.type) {
    case plan::ValueType::boolean: return context.ir.getInt1(node.immediate != 0);
    case plan::ValueType::symbol: return context.ir.getInt32(static_cast<std::uint32_t>(node.immediate));
    case plan::ValueType::integer: return context.ir.getInt64(static_cast<std::uint64_t>(node.immediate));
  }
  return nullptr;
}

llvm::Value* Constant(RowContext& context, const plan::Node& node) {
  llvm::Constant* one = ConstantOf(context, node);
  return context.lanes == 1 ? one : llvm::ConstantVector::getSplat(llvm::ElementCount::getFixed(context.lanes), one);
}

// The values at an address, of one row or of several next to each other.
llvm::Value* LoadLanes(RowContext& context, llvm::Type* type, llvm::Value* at) {
  if (context.lanes == 1) return context.ir.CreateLoad(type, at);
  return context.ir.CreateAlignedLoad(llvm::FixedVectorType::get(type, context.lanes), at, llvm::Align(type->getIntegerBitWidth() / 8));
}

llvm::Value* IsSet(llvm::IRBuilder<>& ir, llvm::Value* bytes) { return ir.CreateICmpNE(bytes, llvm::Constant::getNullValue(bytes->getType())); }

llvm::Value* LoadColumn(RowContext& context, const plan::Node& node) {
  llvm::IRBuilder<>& ir = context.ir;
  llvm::Type* type = node.type == plan::ValueType::boolean ? ir.getInt8Ty() : node.type == plan::ValueType::symbol ? ir.getInt32Ty() : ir.getInt64Ty();
  llvm::Value* value = LoadLanes(context, type, ir.CreateInBoundsGEP(type, context.columns[node.column], context.row));
  return node.type == plan::ValueType::boolean ? IsSet(ir, value) : value;
}

llvm::Value* LoadRecorded(RowContext& context, const plan::Node& node) {
  llvm::IRBuilder<>& ir = context.ir;
  const Validity& valid = context.valid[node.column];
  llvm::Value* at = ir.CreateInBoundsGEP(ir.getInt8Ty(), valid.bytes, ir.CreateAnd(context.row, valid.mask));
  return IsSet(ir, LoadLanes(context, ir.getInt8Ty(), at));
}

llvm::Value* Call(RowContext& context, const plan::Node& node, const std::vector<llvm::Value*>& values) {
  llvm::IRBuilder<>& ir = context.ir;
  std::vector<llvm::Value*> arguments{plan::TakesCalendar(node.function) ? context.calendars[node.place] : context.zones[node.place]};
  for (const plan::NodeId operand : node.operands) {
    if (operand != plan::kNoNode) arguments.push_back(values[operand]);
  }
  std::vector<llvm::Type*> types{ir.getPtrTy()};
  types.resize(arguments.size(), ir.getInt64Ty());
  llvm::FunctionCallee callee = context.module.getOrInsertFunction(SymbolOf(node.function), llvm::FunctionType::get(ir.getInt64Ty(), types, false));
  // Total and without effects (runtime/functions.h): a result nobody needs is not computed, and equal calls are one.
  auto* function = llvm::cast<llvm::Function>(callee.getCallee());
  function->setOnlyReadsMemory();
  function->setDoesNotThrow();
  function->setWillReturn();
  return ir.CreateCall(callee, arguments);
}

}  // namespace

llvm::Value* LoadSymbol(RowContext& context, std::uint32_t column) {
  llvm::IRBuilder<>& ir = context.ir;
  return ir.CreateZExt(ir.CreateLoad(ir.getInt32Ty(), ir.CreateInBoundsGEP(ir.getInt32Ty(), context.columns[column], context.row)), ir.getInt64Ty());
}

std::vector<llvm::Value*> EmitNodes(RowContext& context) {
  llvm::IRBuilder<>& ir = context.ir;
  std::vector<llvm::Value*> values;
  for (const plan::Node& node : context.scan.nodes) {
    const auto left = [&] { return values[node.operands[0]]; };
    const auto right = [&] { return values[node.operands[1]]; };
    llvm::Value* value = nullptr;
    switch (node.op) {
      case plan::Op::constant: value = Constant(context, node); break;
      case plan::Op::column: value = LoadColumn(context, node); break;
      case plan::Op::recorded: value = LoadRecorded(context, node); break;
      case plan::Op::add: value = ir.CreateAdd(left(), right()); break;
      case plan::Op::subtract: value = ir.CreateSub(left(), right()); break;
      case plan::Op::multiply: value = ir.CreateMul(left(), right()); break;
      case plan::Op::equal: value = ir.CreateICmpEQ(left(), right()); break;
      case plan::Op::not_equal: value = ir.CreateICmpNE(left(), right()); break;
      case plan::Op::less: value = ir.CreateICmpSLT(left(), right()); break;
      case plan::Op::less_equal: value = ir.CreateICmpSLE(left(), right()); break;
      case plan::Op::logical_and: value = ir.CreateAnd(left(), right()); break;
      case plan::Op::logical_or: value = ir.CreateOr(left(), right()); break;
      case plan::Op::logical_not: value = ir.CreateNot(left()); break;
      case plan::Op::otherwise: value = ir.CreateSelect(LoadRecorded(context, node), left(), right()); break;
      case plan::Op::choose: value = ir.CreateSelect(values[node.operands[2]], left(), right()); break;
      case plan::Op::call: value = Call(context, node, values); break;
    }
    values.push_back(value);
  }
  return values;
}

}  // namespace slate::codegen
