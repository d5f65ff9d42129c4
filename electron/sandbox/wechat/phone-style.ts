/** Stylesheet of the phone page, served as a file of its own because its content policy forbids inline style. */
export const phoneStyle = `
:root {
  color-scheme: light dark;
  --ground: #eef0f3; --surface: #fff; --line: #d5d9e0; --text: #1d2430; --quiet: #586173;
  --accent: #1f5fbf; --on-accent: #fff; --good: #11693f; --bad: #b3261e; --warn-ground: #fff4e0; --warn: #7a4b00;
  --sandbox: #b45309; --on-sandbox: #fff; --case: #1b1f27; --screen: #f6f7f9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --surface: #1e232b; --line: #363d49; --text: #e7eaf0; --quiet: #a3acbb;
    --accent: #8ab4ff; --on-accent: #0d1b33; --good: #6fd39c; --bad: #ff9a90; --warn-ground: #35290f; --warn: #ffd591;
    --sandbox: #f0a04b; --on-sandbox: #241300; --case: #05070a; --screen: #191d24;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; border: 4px solid var(--sandbox); background: var(--ground); color: var(--text);
  font: 14px/1.55 system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif;
  font-variant-numeric: tabular-nums;
}
code { font: 0.93em/1.5 ui-monospace, 'SF Mono', Consolas, 'Noto Sans Mono', monospace; overflow-wrap: anywhere; }
p { margin: 0; }
a { color: var(--accent); }
a:focus-visible, button:focus-visible, .scroll:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px;
}
header { padding: 14px 20px; background: var(--surface); border-bottom: 1px solid var(--line); }
header p { color: var(--quiet); }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: 10px; }
.head a { margin-left: auto; }
h1 { margin: 0; font-size: 18px; line-height: 1.4; }
h2 { margin: 22px 0 8px; font-size: 15px; }
h2:first-child { margin-top: 0; }
.badge {
  padding: 1px 10px; border-radius: 4px; background: var(--sandbox); color: var(--on-sandbox); font-weight: 700;
}
main {
  display: grid; grid-template-columns: 360px minmax(0, 1fr); gap: 28px; max-width: 1080px; margin: 0 auto;
  padding: 24px 20px;
}
.switch {
  display: flex; margin-bottom: 10px; border: 1px solid var(--line); border-radius: 8px; overflow: hidden;
  background: var(--surface);
}
.switch a { flex: 1; padding: 6px 4px; color: var(--text); text-align: center; text-decoration: none; }
.switch a:focus-visible { outline-offset: -3px; }
.switch a + a { border-left: 1px solid var(--line); }
.switch a[aria-current] { background: var(--accent); color: var(--on-accent); font-weight: 600; }
.phone {
  display: flex; flex-direction: column; min-height: 600px; margin-top: 6px; overflow: hidden;
  border: 10px solid var(--case); border-radius: 40px; background: var(--screen);
}
.phone.android { border-radius: 22px; }
.status {
  display: flex; justify-content: space-between; padding: 8px 24px 4px; font-size: 12px; font-weight: 600;
}
.place { flex: 1; }
.bar {
  position: relative; min-height: 44px; padding: 10px 90px; border-bottom: 1px solid var(--line); font-weight: 600;
  text-align: center; overflow-wrap: anywhere;
}
.bubble {
  max-width: 84%; margin: 16px; padding: 10px 14px; border-radius: 16px 16px 16px 4px; background: var(--surface);
  border: 1px solid var(--line); max-height: 180px; overflow: auto;
}
.sheet {
  margin: 0 10px 10px; padding: 18px; border: 1px solid var(--line); border-radius: 18px; background: var(--surface);
  text-align: center;
}
.sheet p + p, .sheet form, .sheet form + p { margin-top: 8px; }
.ask { font-size: 16px; font-weight: 600; }
.hint, .small { color: var(--quiet); font-size: 12px; }
.pagepath { color: var(--quiet); }
button, .button {
  display: block; width: 100%; min-height: 44px; margin-top: 6px; border: 0; border-radius: 10px;
  background: var(--accent); color: var(--on-accent); font: inherit; font-size: 16px; font-weight: 600; cursor: pointer;
}
.button { padding: 10px; text-decoration: none; }
.blocked p { overflow-wrap: anywhere; }
.mark {
  display: inline-grid; width: 44px; height: 44px; margin-bottom: 6px; border: 2px solid var(--bad);
  border-radius: 50%; color: var(--bad); font-size: 24px; font-weight: 700; place-items: center;
}
.mark.web { border-color: var(--accent); color: var(--accent); }
.program { position: relative; display: flex; flex: 1; flex-direction: column; background: var(--surface); }
.capsule {
  position: absolute; top: 8px; right: 10px; padding: 2px 10px; border: 1px solid var(--line); border-radius: 16px;
  font-weight: 400; white-space: nowrap;
}
.content { padding: 16px; }
.content p + p, .content div + p { margin-top: 10px; }
.content .scroll { margin-top: 6px; }
.stamp {
  margin: auto auto 24px; padding: 2px 18px; border: 3px solid; border-radius: 8px; color: var(--sandbox);
  font-size: 22px; font-weight: 700; letter-spacing: 4px; transform: rotate(-8deg);
}
.facts { padding: 20px; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); }
dl { margin: 0; }
dl div {
  display: grid; grid-template-columns: 172px minmax(0, 1fr); gap: 12px; padding: 7px 0;
  border-bottom: 1px solid var(--line);
}
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.none { color: var(--quiet); }
.note {
  margin-top: 10px; padding: 10px 14px; border-radius: 8px; background: var(--warn-ground); color: var(--warn);
}
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--quiet); font-weight: 500; }
td { overflow-wrap: anywhere; }
.tag {
  padding: 0 6px; border: 1px solid var(--line); border-radius: 4px; color: var(--quiet); font-size: 12px;
  white-space: nowrap;
}
@media (max-width: 860px) {
  main { grid-template-columns: minmax(0, 1fr); gap: 20px; padding: 14px 10px; }
  .left { width: 100%; max-width: 420px; margin: 0 auto; }
  .facts { padding: 16px; }
  dl div { grid-template-columns: minmax(0, 1fr); gap: 0; }
}
`
