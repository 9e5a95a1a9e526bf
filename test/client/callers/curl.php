<?php
// Calls the URL with PHP's curl: php curl.php URL BODY [HEADER...]. The body "form" is replaced by a PHP array, encoded by
// http_build_query. Prints the status, a line break and the body.
[, $url, $body] = $argv;
if ($body === 'form') {
    $body = http_build_query(['BatchTaskInfo' => ['Id' => 975, 'Name' => 'Renamed', 'State' => 'Started']]);
}
$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_POSTFIELDS => $body,
    CURLOPT_HTTPHEADER => array_slice($argv, 3),
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), "\n", $response;
