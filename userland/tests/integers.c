/* Integer arithmetic at its edges: division, remainders, wide products, shifts. */
#include <stdint.h>

#include "show.h"

#define OPERATION(name)                                                           \
  static uint64_t name##_of(uint64_t left, uint64_t right) {                      \
    uint64_t result;                                                              \
    __asm__ volatile(#name " %0, %1, %2" : "=r"(result) : "r"(left), "r"(right)); \
    return result;                                                                \
  }

OPERATION(div)
OPERATION(rem)
OPERATION(divu)
OPERATION(remu)
OPERATION(divw)
OPERATION(remw)
OPERATION(divuw)
OPERATION(remuw)
OPERATION(mul)
OPERATION(mulh)
OPERATION(mulhu)
OPERATION(mulhsu)
OPERATION(mulw)
OPERATION(add)
OPERATION(sub)
OPERATION(addw)
OPERATION(subw)
OPERATION(sll)
OPERATION(srl)
OPERATION(sra)
OPERATION(sllw)
OPERATION(srlw)
OPERATION(sraw)
OPERATION(slt)
OPERATION(sltu)
OPERATION(and)
OPERATION(or)
OPERATION(xor)

static const struct { const char *name; uint64_t (*run)(uint64_t left, uint64_t right); } operations[] = {
  {"div", div_of}, {"rem", rem_of}, {"divu", divu_of}, {"remu", remu_of}, {"divw", divw_of}, {"remw", remw_of},
  {"divuw", divuw_of}, {"remuw", remuw_of}, {"mul", mul_of}, {"mulh", mulh_of}, {"mulhu", mulhu_of}, {"mulhsu", mulhsu_of},
  {"mulw", mulw_of}, {"add", add_of}, {"sub", sub_of}, {"addw", addw_of}, {"subw", subw_of}, {"sll", sll_of}, {"srl", srl_of},
  {"sra", sra_of}, {"sllw", sllw_of}, {"srlw", srlw_of}, {"sraw", sraw_of}, {"slt", slt_of}, {"sltu", sltu_of}, {"and", and_of},
  {"or", or_of}, {"xor", xor_of},
};

static const uint64_t values[] = {
  0, 1, 2, 7, 31, 32, 63, 64, 0x7fffffff, 0x80000000, 0xffffffff, 0x123456789abcdef0, 0x7fffffffffffffff, 0x8000000000000000,
  0xffffffff80000000, 0xfffffffffffffff9, 0xfffffffffffffffe, 0xffffffffffffffff,
};

enum { COUNT = sizeof values / sizeof values[0] };

/** Each operation: three results that a reader can check, and a hash over all pairs. */
int main(void) {
  for (size_t index = 0; index < sizeof operations / sizeof operations[0]; index++) {
    uint64_t hash = 14695981039346656037u;
    for (int left = 0; left < COUNT; left++) {
      for (int right = 0; right < COUNT; right++) hash = (hash ^ operations[index].run(values[left], values[right])) * 1099511628211u;
    }
    printf("%s: 7, 2 %lx; -7, 2 %lx; lowest, -1 %lx; 7, 0 %lx; all %016lx\n", operations[index].name, operations[index].run(7, 2),
           operations[index].run((uint64_t)-7, 2), operations[index].run(1ul << 63, (uint64_t)-1), operations[index].run(7, 0), hash);
  }
  return 0;
}
