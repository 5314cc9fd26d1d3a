-- Supporters who sign: each fetches a challenge, takes the token out of the answer, and spends it.
--
-- wrk tells neither request() nor response() which connection it works for, but a thread handles one answer
-- after the other and asks for that connection's next request at once. So a queue for the thread does: a
-- challenge's answer puts its token in, and whoever comes next spends the oldest token, or fetches a challenge
-- where there is none. Run with one thread; its counters are that thread's.
dofile(os.getenv("BENCH_SCRIPTS") .. "/report.lua")

local RUN = os.getenv("BENCH_RUN") -- makes addresses of one run differ from those of all others
local PETITION = "/api/v1/petitions/" .. os.getenv("BENCH_PETITION")
local PARTNER = os.getenv("BENCH_PARTNER")
local ORIGIN = os.getenv("BENCH_ORIGIN")

-- Names as they come: most in ASCII, some not.
local NAMES = {
  { "Ada", "Lovelace" }, { "Grace", "Hopper" }, { "José", "García Márquez" }, { "Zoë", "Kuiper" },
  { "Liam", "O'Connor" }, { "Nguyễn", "Minh Anh" }, { "Joy", "Adebayo" }, { "Mary Jane", "Smith" },
  { "Jürgen", "Weiß" }, { "Chloé", "Lefèvre" }, { "山田", "花子" }, { "Noah", "van den Berg" },
  { "Emma", "Johansson" }, { "Priya", "Raman" }, { "Daniel", "Cohen" }, { "Olivia", "Brown" },
}
local DOMAINS = {
  "gmail.com", "gmail.com", "gmail.com", "gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com",
  "gmx.de", "web.de", "orange.fr", "libero.it", "proton.me", "btinternet.com", "example.org", "uni.example.edu",
}
-- Where an English-language campaign's supporters live; some leave it open.
local COUNTRIES = {
  "US", "US", "US", "US", "US", "US", "US", "US", "GB", "GB", "GB", "CA", "CA", "AU", "DE", "DE",
  "FR", "IE", "NL", "NZ", "IN", "ES", "IT", "SE", "BR", "ZA", "NG", "JP", "MX", "", "", "",
}
local POSTCODES = {
  GB = "SW1A 1AA", CA = "K1A 0B1", AU = "2600", IE = "D02 AF30", NL = "1012 JS", NZ = "6011", IN = "110001",
  SE = "111 28", BR = "01001-000", ZA = "0001", NG = "900001", JP = "100-0001",
} -- elsewhere they have five digits
local COMMENTS = {
  "", "", "I walk past three of these cameras on my way to work, and nobody asked me whether I want to be recognised.",
  "", "", "My daughter's school put one up – please stop this.", "", "",
}

local challenge_request, signature_head
local bodies = {} -- ready-made ends of forms: 1,024 people, to whom each request adds token and address
local tokens, first, last = {}, 1, 0
local signed = 0

accepted = 0
unexpected = {}

local function encoded(text) -- as URLSearchParams writes it
  return (text:gsub("[^%w%*%-%._ ]", function(byte) return string.format("%%%02X", byte:byte()) end):gsub(" ", "+"))
end

local function person(n)
  local given, family = NAMES[n % 16 + 1][1], NAMES[(n * 7 + 3) % 16 + 1][2]
  local country = COUNTRIES[n % 32 + 1]
  local postcode = n % 3 ~= 0 and "" or POSTCODES[country] or string.format("%05d", n * 61 % 100000)
  return "&given_name=" .. encoded(given) .. "&family_name=" .. encoded(family)
    .. "&country=" .. country .. "&postcode=" .. encoded(postcode)
    .. "&comment=" .. encoded(COMMENTS[n % 8 + 1])
    .. "&consent=yes&updates=" .. (n % 2 == 0 and "yes" or "") .. "&partner_updates=" .. (n % 5 == 0 and "yes" or "")
    .. "&locale=en&source=" .. (n % 4 == 0 and "newsletter" or "") .. "&ref=&website="
end

function setup(thread)
  counting = thread -- for done(), which runs in a state of its own
end

function init(args)
  local host = wrk.headers["Host"]
  challenge_request = "GET " .. PETITION .. "/challenge?partner=" .. PARTNER .. " HTTP/1.1\r\nHost: " .. host
    .. "\r\nOrigin: " .. ORIGIN .. "\r\nAccept: */*\r\n\r\n"
  signature_head = "POST " .. PETITION .. "/signatures HTTP/1.1\r\nHost: " .. host
    .. "\r\nOrigin: " .. ORIGIN .. "\r\nAccept: */*"
    .. "\r\nContent-Type: application/x-www-form-urlencoded;charset=UTF-8\r\nContent-Length: "
  for n = 1, 1024 do
    bodies[n] = person(n)
  end
end

function request()
  if first > last then
    return challenge_request
  end
  local token = tokens[first]
  tokens[first], first = nil, first + 1
  signed = signed + 1
  local address = "supporter." .. RUN .. "." .. signed .. "%40" .. DOMAINS[signed % 16 + 1]
  local body = "token=" .. token .. "&email=" .. address .. bodies[signed % 1024 + 1]
  return signature_head .. #body .. "\r\n\r\n" .. body
end

function response(status, headers, body)
  if status == 202 then
    accepted = accepted + 1
    return
  end
  local token = status == 200 and body:match('"token":"([^"]+)"')
  if token then
    last = last + 1
    tokens[last] = encoded(token)
  else
    unexpected[tostring(status)] = (unexpected[tostring(status)] or 0) + 1
  end
end

function done(summary, latency, requests)
  report(latency, summary, counting:get("accepted"), counting:get("unexpected"))
end
