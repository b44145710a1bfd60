// Exact numbers as compiled code handles them: by address, each in a register that the caller keeps. Total, like all functions
// that a plan may call; no size overflows.
#pragma once

#include "runtime/number/exact.h"

extern "C" {
void slate_number_exact_add(slate::Exact* result, const slate::Exact* left, const slate::Exact* right);
void slate_number_exact_subtract(slate::Exact* result, const slate::Exact* left, const slate::Exact* right);
void slate_number_exact_multiply(slate::Exact* result, const slate::Exact* left, const slate::Exact* right);
void slate_number_exact_copy(slate::Exact* result, const slate::Exact* value);
// The constant as it lies in code: numerator, then denominator (positive).
void slate_number_exact_constant(slate::Exact* result, const slate::Int128* numerator_and_denominator);
}
