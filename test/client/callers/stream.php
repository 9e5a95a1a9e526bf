<?php
// Calls the URL with PHP's streams: php stream.php URL BODY [HEADER...]. Prints the status, a line break and the body.
[, $url, $body] = $argv;
$context = stream_context_create(['http' => [
    'method' => 'POST',
    'header' => array_slice($argv, 3),
    'content' => $body,
    'ignore_errors' => true,
]]);
$response = file_get_contents($url, false, $context);
echo explode(' ', $http_response_header[0])[1], "\n", $response;
