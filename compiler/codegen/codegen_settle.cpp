#include "compiler/codegen/codegen.h"
#include "runtime/abi.h"

namespace slate::codegen {
namespace {

// Compares n/d with a constant by cross products in 256 bits: n and d have up to 127, the constant's parts are below 2^62
// (plan/verify.cpp).
class Comparer {
 public:
  Comparer(llvm::IRBuilder<>& ir, llvm::Value* value) : ir_(ir), wide_(llvm::IntegerType::get(ir.getContext(), 256)) {
    n_ = Load(value, offsetof(abi::Value, numerator));
    d_ = Load(value, offsetof(abi::Value, denominator));
  }

  llvm::Value* Compare(llvm::CmpInst::Predicate predicate, const Ratio& bound) {
    return ir_.CreateICmp(predicate, ir_.CreateMul(n_, Wide(bound.denominator)), ir_.CreateMul(d_, Wide(bound.numerator)));
  }

 private:
  llvm::Value* Load(llvm::Value* value, std::size_t offset) {
    llvm::Value* at = ir_.CreateInBoundsGEP(ir_.getInt8Ty(), value, ir_.getInt64(offset));
    return ir_.CreateSExt(ir_.CreateAlignedLoad(ir_.getInt128Ty(), at, llvm::Align(8)), wide_);
  }
  llvm::Value* Wide(Int128 value) { return llvm::ConstantInt::getSigned(wide_, static_cast<std::int64_t>(value)); }
  llvm::IRBuilder<>& ir_;
  llvm::Type* wide_;
  llvm::Value *n_ = nullptr, *d_ = nullptr;
};

llvm::Function* Function(llvm::Module& module, llvm::IRBuilder<>& ir, llvm::Type* result, const std::string& name) {
  auto* type = llvm::FunctionType::get(result, {ir.getPtrTy()}, false);
  auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, module);
  ir.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "entry", function));
  return function;
}

}  // namespace

void EmitLevel(llvm::Module& module, const std::string& name, const plan::Target& target) {
  llvm::IRBuilder<> ir(module.getContext());
  llvm::Function* function = Function(module, ir, ir.getInt8Ty(), name);
  llvm::CmpInst::Predicate predicate = llvm::CmpInst::ICMP_SGE;
  switch (target.direction) {
    case plan::Direction::at_least: predicate = llvm::CmpInst::ICMP_SGE; break;
    case plan::Direction::more_than: predicate = llvm::CmpInst::ICMP_SGT; break;
    case plan::Direction::at_most: predicate = llvm::CmpInst::ICMP_SLE; break;
    case plan::Direction::less_than: predicate = llvm::CmpInst::ICMP_SLT; break;
  }
  Comparer value(ir, function->getArg(0));
  ir.CreateRet(ir.CreateZExt(value.Compare(predicate, target.level), ir.getInt8Ty()));
}

void EmitBands(llvm::Module& module, const std::string& name, const std::vector<plan::Band>& bands) {
  llvm::IRBuilder<> ir(module.getContext());
  llvm::Function* function = Function(module, ir, ir.getInt32Ty(), name);
  Comparer value(ir, function->getArg(0));
  llvm::Value* found = ir.getInt32(static_cast<std::uint32_t>(bands.size()));
  for (std::size_t i = bands.size(); i-- > 0;) {
    const plan::Band& band = bands[i];
    llvm::Value* above = band.lower_unbounded ? ir.getTrue() : value.Compare(band.lower_inclusive ? llvm::CmpInst::ICMP_SGE : llvm::CmpInst::ICMP_SGT, band.lower);
    llvm::Value* below = band.upper_unbounded ? ir.getTrue() : value.Compare(band.upper_inclusive ? llvm::CmpInst::ICMP_SLE : llvm::CmpInst::ICMP_SLT, band.upper);
    found = ir.CreateSelect(ir.CreateAnd(above, below), ir.getInt32(static_cast<std::uint32_t>(i)), found);
  }
  ir.CreateRet(found);
}

}  // namespace slate::codegen
