// Reading a text that has no mistakes, by tables made when Slate was built (grammar/automata.h), so that a program that reads one
// contract and ends does not pay for the parser generator's search. In: a text that is UTF-8. Out: the very tokens the lexer
// makes of it, and a parse tree that is the one the parser makes of it, or none: then the parser has to read it, with messages.
#pragma once

#include <antlr4-runtime.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "SlateParser.h"
#include "grammar/automata.h"

namespace slate::syntax {

class QuickLexer : public antlr4::TokenSource {
 public:
  // The stream holds the same text, without a byte order mark; tokens refer to it.
  QuickLexer(std::string_view text, antlr4::CharStream& stream) : text_(text), stream_(stream) {}

  std::unique_ptr<antlr4::Token> nextToken() override;
  std::size_t getLine() const override { return at_.line; }
  std::size_t getCharPositionInLine() override { return at_.column; }
  antlr4::CharStream* getInputStream() override { return &stream_; }
  std::string getSourceName() override { return stream_.getSourceName(); }
  antlr4::TokenFactory<antlr4::CommonToken>* getTokenFactory() override { return antlr4::CommonTokenFactory::DEFAULT.get(); }

 private:
  struct Place {
    std::size_t byte = 0, index = 0, line = 1, column = 0;  // index: in code points
  };
  std::unique_ptr<antlr4::Token> Make(std::size_t type, const Place& begin, std::size_t end);

  std::string_view text_;
  antlr4::CharStream& stream_;
  Place at_;
};

// Reads the whole stream with a parser of its own, which owns the tree.
class QuickParse {
 public:
  explicit QuickParse(antlr4::TokenStream& tokens);

  slate_grammar::SlateParser::DocumentContext* tree() const { return tree_; }  // null: there is a mistake, or doubt

 private:
  slate_grammar::SlateParser parser_;
  slate_grammar::SlateParser::DocumentContext* tree_ = nullptr;
};

}  // namespace slate::syntax
