#include "runtime/number/money.h"

#include <array>
#include <cstring>

namespace slate {
namespace {

// Active currencies and funds of ISO 4217 by number of minor-unit digits. Metals, test codes and units of account for which
// the standard states no minor unit are left out: an amount in them has no smallest part to round to.
constexpr std::string_view kTwoPlaces =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW "
    "CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR "
    "ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV "
    "MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD "
    "SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
constexpr std::string_view kNoPlaces = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr std::string_view kThreePlaces = "BHD IQD JOD KWD LYD OMR TND";
constexpr std::string_view kFourPlaces = "CLF UYW";

bool Holds(std::string_view list, std::string_view code) {
  for (std::size_t i = 0; i + 3 <= list.size(); i += 4) {
    if (list.substr(i, 3) == code) return true;
  }
  return false;
}

std::string Text(Int128 minor, const Currency& currency, bool grouped) {
  const bool negative = minor < 0;
  std::string text = ToString(minor).substr(negative ? 1 : 0);
  const std::size_t scale = static_cast<std::size_t>(currency.scale);
  if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
  std::string whole = text.substr(0, text.size() - scale);
  if (grouped) {
    for (std::size_t i = whole.size(); i > 3; i -= 3) whole.insert(i - 3, 1, ',');
  }
  std::string out(negative ? "-" : "");
  out += whole;
  if (scale > 0) out.append(1, '.').append(text, text.size() - scale);
  return out;
}

}  // namespace

std::optional<Currency> FindCurrency(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  Currency currency;
  std::memcpy(currency.code, code.data(), 3);
  if (Holds(kTwoPlaces, code)) currency.scale = 2;
  else if (Holds(kNoPlaces, code)) currency.scale = 0;
  else if (Holds(kThreePlaces, code)) currency.scale = 3;
  else if (Holds(kFourPlaces, code)) currency.scale = 4;
  else return std::nullopt;
  return currency;
}

std::optional<Int128> MinorUnits(Decimal value, const Currency& currency) {
  Int128 minor = value.digits;
  for (std::int32_t scale = value.scale; scale > currency.scale; --scale) {
    if (minor % 10 != 0) return std::nullopt;
    minor /= 10;
  }
  for (std::int32_t scale = value.scale; scale < currency.scale; ++scale) minor *= 10;
  return minor;
}

std::string AmountText(Int128 minor, const Currency& currency) { return Text(minor, currency, false); }
std::string GroupedAmountText(Int128 minor, const Currency& currency) { return Text(minor, currency, true); }

}  // namespace slate
