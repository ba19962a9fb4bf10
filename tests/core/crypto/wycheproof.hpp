// An excerpt of Project Wycheproof (github.com/C2SP/wycheproof, testvectors_v1, Apache-2.0):
// hmac_sha256_test.json, ed25519_test.json and the HS256 group of json_web_signature_test.json.
// Bytes are hexadecimal; `id` is the file's tcId.
#pragma once
#include <string_view>

namespace wycheproof {

struct mac_case {
    int id;
    std::string_view key, message, tag;
    bool valid;
};
inline constexpr std::string_view counting_key =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
inline constexpr std::string_view counting_message = "000102030405060708090a0b0c0d0e0f";
inline constexpr mac_case hmac_sha256[] = {
    {1, "1e225cafb90339bba1b24076d4206c3e79c355805d851682bc818baa4f5a7779", "",
     "b175b57d89ea6cb606fb3363f2538abd73a4c00b4a1386905bac809004cf1933", true},
    {2, "8159fd15133cd964c9a6964c94f0ea269a806fd9f43f0da58b6cd1b33d189b2a", "77",
     "dfc5105d5eecf7ae7b8b8de3930e7659e84c4172f2555142f1e568fc1872ad93", true},
    {9, "233e4fdee70bcc20235b6977ddfc05b0df66f5635d827c66e5a63cdb16a24938", "fdb2ee4b6d1a0ac2",
     "120b26ee1355c134c262513c7922deb6c4fd90303de4cd61b9f9cd08f22d6e18", true},
    {20, "186e248ad824e1eb93329a7fdcd565b6cb4eaf3f85b90b910777128d8c538d27",
     "92ef9ff52f46eccc7e38b9ee19fd2de3b37726c8e6ce9e1b96db5dda4c317902",
     "3fc1d73dd4a8858c1fc3d8c4a3f33ed5ad0c70210038394a5902cb26fe287348", true},
    {23, "69c50d5274358188cff4c0fae742243d4e8a5e5ba55d94ff40edd90f6a43dd10",
     "1ac5255aff052828d8ea21b376f1ebdd4bb879949913900405aebce83e48feb6813b5e9c89f94501a8ade41b26b8"
     "15c521",
     "4b0b4d0416fa2e11586fbfa7fb11261e69991dfa34019b9893d69a2be8c1fc80", true},
    {28, counting_key, "", "d28b42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb",
     false},
    {29, counting_key, counting_message,
     "d9b99f2709a3ca74172cbe93824c1f29b23a0c1e9c21bd851ff2d2c39dbef14e", false},
    {30, counting_key, "", "d18b42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb",
     false},
    {31, counting_key, counting_message,
     "dab99f2709a3ca74172cbe93824c1f29b23a0c1e9c21bd851ff2d2c39dbef14e", false},
    {32, counting_key, "", "538b42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb",
     false},
    {34, counting_key, "", "d38a42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb",
     false},
};

struct signature_case {
    int id;
    std::string_view kind, message, signature;
    bool valid;
};
inline constexpr std::string_view ed25519_pem =
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAfU0Of2FTpptiQrUiq77mhf2kQg+INLEIw72uNp71Sfo=\n"
    "-----END PUBLIC KEY-----\n";
inline constexpr signature_case ed25519[] = {
    {1, "Valid", "",
     "d4fbdb52bfa726b44d1786a8c0d171c3e62ca83c9e5bbe63de0bb2483f8fd6cc"
     "1429ab72cafc41ab56af02ff8fcc43b99bfe4c7ae940f60f38ebaa9d311c4007",
     true},
    {2, "Valid", "78",
     "d80737358ede548acb173ef7e0399f83392fe8125b2ce877de7975d8b726ef5b"
     "1e76632280ee38afad12125ea44b961bf92f1178c9fa819d020869975bcbe109",
     true},
    {3, "Valid", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab0"
     "7a9155711ecfaf7f99f277bad0c6ae7e39d4eef676573336a5c51eb6f946b30d",
     true},
    {10, "InvalidSignature: all zero", "3f",
     "0000000000000000000000000000000000000000000000000000000000000000"
     "0000000000000000000000000000000000000000000000000000000000000000",
     false},
    {13, "InvalidSignature: R = 0, S = L", "3f",
     "0000000000000000000000000000000000000000000000000000000000000000"
     "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
     false},
    {15, "InvalidSignature: R neutral, S = 0", "3f",
     "0100000000000000000000000000000000000000000000000000000000000000"
     "0000000000000000000000000000000000000000000000000000000000000000",
     false},
    {29, "InvalidSignature: R = S = p", "3f",
     "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
     "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     false},
    {30, "TruncatedSignature: empty", "54657374", "", false},
    {31, "TruncatedSignature: S missing", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab0", false},
    {32, "TruncatedSignature", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab0"
     "7a9155711ecfaf7f99f277bad0c6ae7e39d4eef676573336a5c51eb6f946",
     false},
    {33, "SignatureWithGarbage: too long", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab0"
     "7a9155711ecfaf7f99f277bad0c6ae7e39d4eef676573336a5c51eb6f946b30d2020",
     false},
    {35, "SignatureWithGarbage: 0 before it", "54657374",
     "007c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab0"
     "7a9155711ecfaf7f99f277bad0c6ae7e39d4eef676573336a5c51eb6f946b30d",
     false},
    {38, "CompressedSignature: a 0 removed", "546573743137",
     "93de3ca252426c95f735cb9edd92e83321ac62372d5aa5b379786bae111ab6b1"
     "7251330e8f9a7c30d6993137c596007d7b001409287535ac4804e662bc58a3",
     false},
    {42, "InvalidEncoding: bit 0 of R", "313233343030",
     "647c1492402ab5ce03e2c3a7f0384d051b9cf3570f1207fc78c1bcc98c281c2b"
     "1d125e5538f38afbcc1c84e489521083041d24bc6240767029da063271a1ff0c",
     false},
    {59, "InvalidEncoding: sign of R", "313233343030",
     "657c1492402ab5ce03e2c3a7f0384d051b9cf3570f1207fc78c1bcc98c281cab"
     "227aedf259f910f0f3a759a335062665217925d019173b88917eae294f75d40f",
     false},
    {60, "InvalidEncoding: R = 0", "313233343030",
     "0000000000000000000000000000000000000000000000000000000000000000"
     "e0b8e7770d51c7a36375d006c5bffd6af43ff54aaf47e4330dc118c71d61ec02",
     false},
    {63, "SignatureMalleability: S + L", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab0"
     "67654bce3832c2d76f8f6f5dafc08d9339d4eef676573336a5c51eb6f946b31d",
     false},
    {66, "SignatureMalleability: S + 8L", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab0"
     "e2300459f1e742404cd934d2c595a6253ad4eef676573336a5c51eb6f946b38d",
     false},
    {69, "SignatureMalleability: S + 2^255", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab0"
     "7a9155711ecfaf7f99f277bad0c6ae7e39d4eef676573336a5c51eb6f946b38d",
     false},
};

struct token_case {
    int id;
    std::string_view kind, token;
    bool valid;
};
inline constexpr std::string_view jws_key = "-ebuDNsVZ2iJtoZ-akfXTSCt4UO2cruLCsbWlBinggE";
#define WYCHEPROOF_HEADER "eyJhbGciOiJIUzI1NiIsImtpZCI6ImtpZC1hZXMtc2lnbiJ9"
#define WYCHEPROOF_MAC "TD37p4c_0jmreSrBSDmE0F3mYSPtkZ3WrSyI5wb_KTg"
inline constexpr token_case jws_hs256[] = {
    {1, "acceptsValid", WYCHEPROOF_HEADER ".Zm9v." WYCHEPROOF_MAC, true},
    {2, "rejectsModifiedSignature",
     WYCHEPROOF_HEADER ".Zm9v.XD37p4c_0jmreSrBSDmE0F3mYSPtkZ3WrSyI5wb_KTg", false},
    {3, "rejectsMissingSignature", WYCHEPROOF_HEADER ".Zm9v.", false},
    {4, "rejectsMissingSignatureAndSeparator", WYCHEPROOF_HEADER ".Zm9v", false},
    {5, "rejectsModifiedPayload", WYCHEPROOF_HEADER ".WG9v." WYCHEPROOF_MAC, false},
    {6, "rejectsMissingPayload", WYCHEPROOF_HEADER ".." WYCHEPROOF_MAC, false},
    {7, "rejectsMissingPayloadAndSeparator", WYCHEPROOF_HEADER "." WYCHEPROOF_MAC, false},
    {8, "rejectsModifiedHeader",
     "eyJhbGciOiJIUzI1NiIsImtpZCI6IlhpZC1hZXMtc2lnbiJ9.Zm9v." WYCHEPROOF_MAC, false},
    {9, "rejectsMissingHeader", ".Zm9v." WYCHEPROOF_MAC, false},
    {10, "rejectsMissingHeaderAndSeparator", "Zm9v." WYCHEPROOF_MAC, false},
    {11, "rejectsMissingHeaderAndSignature", ".Zm9v.", false},
    {12, "rejectsMissingHeaderSignatureAndSeparators", "Zm9v", false},
    {13, "rejectsEmptyString", "", false},
    {14, "rejectsExtraEmptyComponent", WYCHEPROOF_HEADER ".Zm9v." WYCHEPROOF_MAC ".", false},
    {15, "rejectsExtraComponent", WYCHEPROOF_HEADER ".Zm9v." WYCHEPROOF_MAC ".foo", false},
    {16, "rejectsNoneAlgorithmAndMissingSignature",
     "eyJhbGciOiJub25lIiwia2lkIjoia2lkLWFlcy1zaWduIn0.Zm9v.", false},
    {17, "rejectsValidJsonSerialization",
     R"({"payload":"Zm9v","signatures":[{"protected":")" WYCHEPROOF_HEADER
     R"(","header":{"unknown":"untrustworthy"},"signature":")" WYCHEPROOF_MAC "\"}",
     false},
};
#undef WYCHEPROOF_HEADER
#undef WYCHEPROOF_MAC

}
