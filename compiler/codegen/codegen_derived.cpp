#include "compiler/codegen/codegen.h"
#include "runtime/number/exact.h"

namespace slate::codegen {
namespace {

using Op = ArithmeticStep::Op;

std::string_view SymbolOf(Op op) {
  switch (op) {
#define SLATE_EXACT_FUNCTION(name, symbol) \
  case Op::name: return #symbol;
#include "runtime/number/exact_functions.def"
#undef SLATE_EXACT_FUNCTION
    case Op::operand: return "slate_number_exact_copy";
    case Op::constant: return "slate_number_exact_constant";
  }
  return "";
}

// Numerator and denominator of a constant, as they lie in memory.
llvm::Constant* ConstantOf(llvm::Module& module, const Ratio& value) {
  llvm::Type* word = llvm::Type::getInt64Ty(module.getContext());
  std::vector<llvm::Constant*> words;
  for (const Int128 part : {value.numerator, value.denominator}) {
    const auto bits = static_cast<UInt128>(part);
    for (const auto half : {static_cast<std::uint64_t>(bits), static_cast<std::uint64_t>(bits >> 64)}) words.push_back(llvm::ConstantInt::get(word, half));
  }
  llvm::Constant* array = llvm::ConstantArray::get(llvm::ArrayType::get(word, words.size()), words);
  auto* global = new llvm::GlobalVariable(module, array->getType(), true, llvm::GlobalValue::PrivateLinkage, array, "constant");
  global->setAlignment(llvm::Align(alignof(Int128)));
  return global;
}

}  // namespace

// One call a step, each with the addresses of its registers: numbers have no size that code could know, and so no bits to compute
// with in place.
void EmitArithmetic(llvm::Module& module, const plan::Plan& plan, std::size_t derived) {
  llvm::IRBuilder<> ir(module.getContext());
  llvm::Type* pointer = ir.getPtrTy();
  auto* type = llvm::FunctionType::get(ir.getVoidTy(), {pointer, pointer}, false);
  auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, ArithmeticName(derived), module);
  ir.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "entry", function));
  const auto at = [&](llvm::Value* base, std::size_t index) { return ir.CreateInBoundsGEP(ir.getInt8Ty(), base, ir.getInt64(index * sizeof(Exact))); };
  llvm::Value* operands = function->getArg(0);
  llvm::Value* registers = function->getArg(1);
  const Arithmetic& steps = plan.derived[derived].arithmetic;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::vector<llvm::Value*> arguments{at(registers, i)};
    if (steps[i].op == Op::operand) {
      arguments.push_back(at(operands, steps[i].left));
    } else if (steps[i].op == Op::constant) {
      arguments.push_back(ConstantOf(module, steps[i].constant));
    } else {
      arguments.push_back(at(registers, steps[i].left));
      arguments.push_back(at(registers, steps[i].right));
    }
    const std::vector<llvm::Type*> types(arguments.size(), pointer);
    ir.CreateCall(module.getOrInsertFunction(SymbolOf(steps[i].op), llvm::FunctionType::get(ir.getVoidTy(), types, false)), arguments);
  }
  ir.CreateRetVoid();
}

}  // namespace slate::codegen
