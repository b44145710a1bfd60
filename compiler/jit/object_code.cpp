#include "compiler/jit/object_code.h"

#include <elf.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <cstring>
#include <optional>
#include <vector>

namespace slate::jit {
namespace {

constexpr std::size_t kPage = 4096;
// A call reaches two gibibytes; the program may lie further away. So each outside function has a jump of its own beside the code.
constexpr std::size_t kJump = 16, kJumpAddress = 8;
constexpr unsigned char kJumpCode[kJumpAddress] = {0xFF, 0x25, 0x02, 0x00, 0x00, 0x00, 0x90, 0x90};  // jmp *[the 8 bytes behind]

std::size_t RoundUp(std::size_t size, std::size_t to) { return (size + to - 1) / to * to; }

// Reads the object; everything is looked at twice, since it may come from a file.
class Placing {
 public:
  Placing(std::string_view object, const RuntimeSymbol* symbols, std::size_t count) : object_(object), outside_(symbols), outside_count_(count) {}

  // Where each section and jump will lie, from the beginning of the memory. Empty, or why not.
  std::string Arrange() {
    if (!Read(0, header_) || std::memcmp(header_.e_ident, ELFMAG, SELFMAG) != 0 || header_.e_ident[EI_CLASS] != ELFCLASS64 || header_.e_type != ET_REL || header_.e_machine != EM_X86_64) {
      return "no object for this machine";
    }
    if (header_.e_shentsize != sizeof(Elf64_Shdr) || header_.e_shnum > 1000) return "sections of another form";
    sections_.resize(header_.e_shnum);
    for (std::size_t i = 0; i < sections_.size(); ++i) {
      if (!Read(header_.e_shoff + i * sizeof(Elf64_Shdr), sections_[i])) return "cut short";
    }
    places_.assign(sections_.size(), kNowhere);
    for (const bool code : {true, false}) {
      for (std::size_t i = 0; i < sections_.size(); ++i) {
        const Elf64_Shdr& section = sections_[i];
        // Nothing is thrown through a kernel: how to unwind it need not be known.
        if ((section.sh_flags & SHF_ALLOC) == 0 || section.sh_size == 0 || section.sh_type == SHT_X86_64_UNWIND || IsNamed(section, ".eh_frame")) continue;
        if (((section.sh_flags & SHF_EXECINSTR) != 0) != code) continue;
        if (section.sh_type != SHT_PROGBITS || (section.sh_flags & (SHF_WRITE | SHF_TLS)) != 0) return "data that changes";
        if (section.sh_addralign > kPage || section.sh_offset > object_.size() || section.sh_size > object_.size() - section.sh_offset) return "cut short";
        size_ = RoundUp(size_, section.sh_addralign == 0 ? 1 : section.sh_addralign);
        places_[i] = size_;
        size_ += section.sh_size;
      }
      if (!code) continue;
      if (const std::string why = ReadSymbols(); !why.empty()) return why;
      size_ = RoundUp(size_, kJump);
      jumps_at_ = size_;
      size_ += kJump * jumps_.size();
      size_ = code_size_ = RoundUp(size_, kPage);
    }
    size_ = RoundUp(size_, kPage);
    return size_ == 0 ? "no code" : "";
  }

  // Into memory of that size that can be written.
  std::string Fill(std::byte* memory) {
    PlaceSymbols();
    for (std::size_t i = 0; i < sections_.size(); ++i) {
      if (places_[i] != kNowhere) std::memcpy(memory + places_[i], object_.data() + sections_[i].sh_offset, sections_[i].sh_size);
    }
    for (std::size_t i = 0; i < jumps_.size(); ++i) {
      std::memcpy(memory + jumps_at_ + i * kJump, kJumpCode, sizeof kJumpCode);
      std::memcpy(memory + jumps_at_ + i * kJump + kJumpAddress, &jumps_[i], sizeof jumps_[i]);
    }
    for (const Elf64_Shdr& section : sections_) {
      if (section.sh_info >= sections_.size() || places_[section.sh_info] == kNowhere) continue;
      if (section.sh_type == SHT_REL) return "relocations of another form";
      if (section.sh_type != SHT_RELA) continue;
      if (const std::string why = Relocate(section, sections_[section.sh_info], memory, memory + places_[section.sh_info]); !why.empty()) return why;
    }
    return {};
  }

  std::size_t size() const { return size_; }
  std::size_t code_size() const { return code_size_; }

  std::map<std::string, void*> Functions(std::byte* memory) const {
    std::map<std::string, void*> functions;
    for (std::size_t i = 0; i < symbols_.size(); ++i) {
      const Symbol& symbol = symbols_[i];
      if (symbol.function && symbol.place) functions.emplace(symbol.name, memory + *symbol.place);
    }
    return functions;
  }

 private:
  static constexpr std::size_t kNowhere = ~std::size_t{0};

  struct Symbol {
    std::string name;
    std::optional<std::size_t> place;  // from the beginning of the memory
    std::optional<std::size_t> jump;   // of an outside function
    bool function = false;
  };

  template <typename T>
  bool Read(std::size_t at, T& value) const {
    if (at > object_.size() || sizeof value > object_.size() - at) return false;
    std::memcpy(&value, object_.data() + at, sizeof value);
    return true;
  }

  std::optional<std::string> TextAt(std::size_t table, std::size_t at) const {
    if (table >= sections_.size() || sections_[table].sh_offset > object_.size() || sections_[table].sh_size > object_.size() - sections_[table].sh_offset) return std::nullopt;
    const std::string_view texts = object_.substr(sections_[table].sh_offset, sections_[table].sh_size);
    const std::size_t end = texts.find('\0', at);
    if (at >= texts.size() || end == std::string_view::npos) return std::nullopt;
    return std::string(texts.substr(at, end - at));
  }

  bool IsNamed(const Elf64_Shdr& section, std::string_view name) const { return TextAt(header_.e_shstrndx, section.sh_name) == name; }

  std::string ReadSymbols() {
    for (std::size_t i = 0; i < sections_.size(); ++i) {
      if (sections_[i].sh_type == SHT_SYMTAB) table_ = i;
    }
    if (table_ == 0) return "no symbols";
    for (std::size_t at = 0; at + sizeof(Elf64_Sym) <= sections_[table_].sh_size; at += sizeof(Elf64_Sym)) {
      Elf64_Sym symbol{};
      if (!Read(sections_[table_].sh_offset + at, symbol)) return "cut short";
      const auto name = TextAt(sections_[table_].sh_link, symbol.st_name);
      if (!name) return "a symbol without a name";
      Symbol& read = symbols_.emplace_back(Symbol{*name, {}, {}, ELF64_ST_TYPE(symbol.st_info) == STT_FUNC});
      if (symbol.st_shndx == SHN_UNDEF && !name->empty()) {
        for (std::size_t k = 0; k < outside_count_ && !read.jump; ++k) {
          if (*name != outside_[k].name) continue;
          read.jump = jumps_.size();
          jumps_.push_back(outside_[k].address);
        }
        if (!read.jump) return fmt::format("`{}` is no function that compiled code may call", *name);
      }
      defined_.push_back({symbol.st_shndx, symbol.st_value});
    }
    return {};
  }

  std::string Relocate(const Elf64_Shdr& table, const Elf64_Shdr& section, std::byte* memory, std::byte* bytes) {
    if (table.sh_link != table_) return "symbols of another table";
    for (std::size_t at = 0; at + sizeof(Elf64_Rela) <= table.sh_size; at += sizeof(Elf64_Rela)) {
      Elf64_Rela one{};
      if (!Read(table.sh_offset + at, one)) return "cut short";
      const std::size_t index = ELF64_R_SYM(one.r_info), type = ELF64_R_TYPE(one.r_info);
      if (index >= symbols_.size()) return "a relocation without a symbol";
      const Symbol& symbol = symbols_[index];
      const bool slot = type == R_X86_64_GOTPCREL || type == R_X86_64_GOTPCRELX || type == R_X86_64_REX_GOTPCRELX;
      const std::size_t width = type == R_X86_64_64 ? 8 : 4;
      if (one.r_offset > section.sh_size || width > section.sh_size - one.r_offset) return "a relocation outside its section";
      if (!symbol.jump && !symbol.place) return "a relocation to nothing";
      std::byte* const where = bytes + one.r_offset;
      const std::byte* target = symbol.jump ? memory + jumps_at_ + *symbol.jump * kJump : memory + *symbol.place;
      if (slot) {
        if (!symbol.jump) return "an address of its own in a table";
        target += kJumpAddress;
      }
      if (type == R_X86_64_64) {
        const std::uint64_t value = reinterpret_cast<std::uint64_t>(target) + static_cast<std::uint64_t>(one.r_addend);
        std::memcpy(where, &value, sizeof value);
      } else if (slot || type == R_X86_64_PC32 || type == R_X86_64_PLT32) {
        const std::int64_t distance = target - where + one.r_addend;
        const auto value = static_cast<std::int32_t>(distance);
        if (value != distance) return "a relocation too far away";
        std::memcpy(where, &value, sizeof value);
      } else {
        return fmt::format("a relocation of type {}", type);
      }
    }
    return {};
  }

  void PlaceSymbols() {
    for (std::size_t i = 0; i < symbols_.size(); ++i) {
      const auto [section, value] = defined_[i];
      if (section == SHN_UNDEF || section >= sections_.size() || places_[section] == kNowhere || value > sections_[section].sh_size) continue;
      symbols_[i].place = places_[section] + value;
    }
  }

  std::string_view object_;
  const RuntimeSymbol* outside_;
  std::size_t outside_count_;
  Elf64_Ehdr header_{};
  std::vector<Elf64_Shdr> sections_;
  std::vector<std::size_t> places_;  // by section
  std::size_t table_ = 0;            // the section of the symbols
  std::vector<Symbol> symbols_;
  std::vector<std::pair<std::size_t, std::size_t>> defined_;  // by symbol: section, offset in it
  std::vector<void*> jumps_;
  std::size_t jumps_at_ = 0, size_ = 0, code_size_ = 0;
};

}  // namespace

std::unique_ptr<ObjectCode> ObjectCode::Place(std::string_view object, const RuntimeSymbol* symbols, std::size_t count, std::string& why) {
#if defined(__x86_64__)
  Placing placing(object, symbols, count);
  why = placing.Arrange();
  if (!why.empty()) return nullptr;
  void* memory = ::mmap(nullptr, placing.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    why = "no memory for code";
    return nullptr;
  }
  std::unique_ptr<ObjectCode> code(new ObjectCode);
  code->memory_ = static_cast<std::byte*>(memory);
  code->size_ = placing.size();
  why = placing.Fill(code->memory_);
  if (!why.empty()) return nullptr;
  if (::mprotect(memory, placing.code_size(), PROT_READ | PROT_EXEC) != 0 ||
      (placing.size() > placing.code_size() && ::mprotect(code->memory_ + placing.code_size(), placing.size() - placing.code_size(), PROT_READ) != 0)) {
    why = "memory can't be made executable";
    return nullptr;
  }
  code->functions_ = placing.Functions(code->memory_);
  return code;
#else
  why = "no machine of this kind";
  return nullptr;
#endif
}

ObjectCode::~ObjectCode() {
  if (memory_ != nullptr) ::munmap(memory_, size_);
}

void* ObjectCode::Find(const std::string& name) const {
  const auto found = functions_.find(name);
  return found == functions_.end() ? nullptr : found->second;
}

}  // namespace slate::jit
