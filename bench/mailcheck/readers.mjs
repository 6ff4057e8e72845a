// What Gmail and Outlook for Windows make of the HTML files named on the command line, after caniemail.com.
import { readFileSync } from "node:fs";
import { caniemail, formatIssue } from "caniemail";

const clients = ["gmail.*", "outlook.windows"];
const found = {};
for (const file of process.argv.slice(2)) {
  const { issues } = caniemail({ clients, html: readFileSync(file, "utf8") });
  for (const [client, those] of issues.errors) {
    for (const issue of those) {
      const { message } = formatIssue({ client, issue, issueType: "error" });
      (found[`${client}: ${issue.title}`] ??= { message, files: new Set() }).files.add(file);
    }
  }
}
const told = Object.entries(found).map(([what, { message, files }]) => [what, { message, letters: files.size }]);
console.log(JSON.stringify(Object.fromEntries(told)));
