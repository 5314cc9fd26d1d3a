-- The end of every run: one line of JSON that tests/bench/wrk.py reads.
-- wrk's errors.status counts answers from 400 on; the pairs' script counts by status itself.

function report(latency, summary, accepted, unexpected)
  local errors = summary.errors
  local statuses = {}
  for status, count in pairs(unexpected) do
    statuses[#statuses + 1] = string.format('"%s":%d', status, count)
  end
  io.write(string.format(
    'bench {"accepted":%d,"microseconds":%d,"requests":%d,"p50":%d,"p90":%d,"p99":%d,"broken":%d,"unexpected":{%s}}\n',
    accepted, summary.duration, summary.requests,
    latency:percentile(50), latency:percentile(90), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.timeout, table.concat(statuses, ",")
  ))
end
