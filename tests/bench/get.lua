-- One GET over and over, as a browser asks for it. Nothing here runs for each answer, so wrk goes at full speed.
dofile(os.getenv("BENCH_SCRIPTS") .. "/report.lua")

wrk.headers["Accept-Encoding"] = "gzip, deflate, br"

function done(summary, latency, requests)
  local refused = summary.errors.status
  report(latency, summary, summary.requests - refused, refused > 0 and { ["400 or more"] = refused } or {})
end
