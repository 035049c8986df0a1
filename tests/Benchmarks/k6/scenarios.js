// One virtual user; a short and a long clip, plain and assisted. The scenarios run one after the other for the same duration.
//   k6 run -e SHORT=clip8s.wav -e LONG=clip60s.wav scenarios.js
// Optional: -e ENDPOINT=http://localhost:5000/ -e TOKEN=... -e SECONDS=60 -e BATCH=24 -e ASSISTED=off
import http from 'k6/http';
import { check } from 'k6';
import encoding from 'k6/encoding';
import { Trend } from 'k6/metrics';

const endpoint = __ENV.ENDPOINT || 'http://localhost:5000/';
const seconds = Number(__ENV.SECONDS || 60);
const batch = Number(__ENV.BATCH || 24);
const clips = {
  short: encoding.b64encode(open(__ENV.SHORT, 'b')),
  long: encoding.b64encode(open(__ENV.LONG, 'b')),
};
// ASSISTED=off is for an endpoint without an assistant model.
const kinds = (__ENV.ASSISTED || 'on') === 'off' ? ['plain'] : ['plain', 'assisted'];
const names = Object.keys(clips).flatMap((clip) => kinds.map((kind) => `${clip}_${kind}`));
const trends = Object.fromEntries(names.map((name) => [name, new Trend(name, true)]));

export const options = {
  summaryTrendStats: ['count', 'avg', 'min', 'med', 'max', 'p(90)', 'p(95)'],
  scenarios: Object.fromEntries(names.map((name, index) => [name, {
    executor: 'constant-vus',
    vus: 1,
    duration: `${seconds}s`,
    startTime: `${index * seconds}s`,
    gracefulStop: '0s',
    env: { SCENARIO: name },
    exec: 'transcribe',
  }])),
};

export function transcribe() {
  const name = __ENV.SCENARIO;
  const [clip, kind] = name.split('_');
  const headers = { 'Content-Type': 'application/json' };
  if (__ENV.TOKEN) headers.Authorization = `Bearer ${__ENV.TOKEN}`;
  const body = JSON.stringify({ inputs: clips[clip], parameters: { batch_size: batch, assisted: kind === 'assisted' } });
  const response = http.post(endpoint, body, { headers, timeout: '600s' });
  if (check(response, { 'status is 200 and the body has chunks': (r) => r.status === 200 && Array.isArray(r.json('chunks')) })) {
    trends[name].add(response.timings.duration);
  }
}

export function handleSummary(data) {
  const rows = names.filter((name) => data.metrics[name]).map((name) => {
    const [clip, kind] = name.split('_');
    const times = data.metrics[name].values;
    const cells = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'].map((stat) => `${(times[stat] / 1000).toFixed(2)} s`);
    return `| ${clip} | ${kind} | ${times.count} | ${cells.join(' | ')} |`;
  });
  const header = '| clip | decoding | requests | avg | min | med | max | p(90) | p(95) |\n|---|---|---|---|---|---|---|---|---|';
  return { stdout: `${header}\n${rows.join('\n')}\n` };
}
