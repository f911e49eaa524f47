// Read one identity number a line, write Nav's verdict for each: its type, or "invalid".
const { idnr } = require("@navikt/fnrvalidator");

const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
const verdicts = lines.map((number) => {
  const result = idnr(number);
  return result.status === "valid" ? result.type : "invalid";
});
process.stdout.write(verdicts.join("\n") + "\n");
