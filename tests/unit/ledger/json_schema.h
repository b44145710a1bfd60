// What a value breaks of a JSON schema, as far as the schemas of the docs go.
#pragma once

#include <fstream>
#include <regex>
#include <string>

#include <nlohmann/json.hpp>

namespace slate {

// Empty: valid.
inline std::string Violation(const nlohmann::json& schema, const nlohmann::json& value, const std::string& at,
                             const nlohmann::json& root) {
  if (schema.contains("$ref"))
    return Violation(root[nlohmann::json::json_pointer(schema["$ref"].get<std::string>().substr(1))], value, at, root);
  if (schema.contains("oneOf")) {
    for (const nlohmann::json& option : schema["oneOf"]) {
      if (Violation(option, value, at, root).empty()) return {};
    }
    return at + ": fits none";
  }
  if (schema.contains("enum")) {
    for (const nlohmann::json& option : schema["enum"]) {
      if (option == value) return {};
    }
    return at + ": no such value";
  }
  const std::string type = schema["type"];
  if (type == "null") return value.is_null() ? "" : at + ": not null";
  if (type == "boolean") return value.is_boolean() ? "" : at + ": no boolean";
  if (type == "integer") return value.is_number_integer() ? "" : at + ": no integer";
  if (type == "string") {
    if (!value.is_string()) return at + ": no string";
    const bool fits = !schema.contains("pattern") ||
                      std::regex_match(value.get<std::string>(), std::regex(schema["pattern"].get<std::string>()));
    return fits ? "" : at + ": `" + value.get<std::string>() + "` does not match";
  }
  if (type == "array") {
    if (!value.is_array()) return at + ": no array";
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (auto why = Violation(schema["items"], value[i], at + "/" + std::to_string(i), root); !why.empty()) return why;
    }
    return {};
  }
  if (!value.is_object()) return at + ": no object";
  for (const nlohmann::json& name : schema["required"]) {
    if (!value.contains(name.get<std::string>())) return at + ": lacks " + name.get<std::string>();
  }
  for (const auto& [name, member] : value.items()) {
    if (!schema["properties"].contains(name)) return at + ": has " + name;
    if (auto why = Violation(schema["properties"][name], member, at + "/" + name, root); !why.empty()) return why;
  }
  return {};
}

inline nlohmann::json LoadJson(const std::string& path) {
  return nlohmann::json::parse(std::ifstream(SLATE_SOURCE_DIR "/" + path));
}

}  // namespace slate
