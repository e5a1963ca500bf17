# Rows as jq writes them: `@csv` with quoted texts, `@tsv` with escapes instead of tabs and line ends.
def __row__(format; text):
  if isarray | not then error("\(type) (\(tojson)) cannot be \(format)-formatted, only an array can be") end
  | map(
      if isstring then text
      elif isarray or isobject then error("\(type) (\(tojson)) is not valid in a \(format) row")
      elif . == null then ""
      else tojson end
    );
def @csv: __row__("csv"; "\"" + (split("\"") | join("\"\"")) + "\"") | join(",");
def @tsv:
  def escaped(mark; code): split(mark) | join(code);
  __row__("tsv"; escaped("\\"; "\\\\") | escaped("\t"; "\\t") | escaped("\r"; "\\r") | escaped("\n"; "\\n")) | join("\t");
