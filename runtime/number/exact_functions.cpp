#include "runtime/number/exact_functions.h"

void slate_number_exact_add(slate::Exact* result, const slate::Exact* left, const slate::Exact* right) { *result = *left + *right; }
void slate_number_exact_subtract(slate::Exact* result, const slate::Exact* left, const slate::Exact* right) { *result = *left - *right; }
void slate_number_exact_multiply(slate::Exact* result, const slate::Exact* left, const slate::Exact* right) { *result = *left * *right; }
void slate_number_exact_copy(slate::Exact* result, const slate::Exact* value) { *result = *value; }
void slate_number_exact_constant(slate::Exact* result, const slate::Int128* numerator_and_denominator) {
  *result = slate::Exact(numerator_and_denominator[0], numerator_and_denominator[1]);
}
