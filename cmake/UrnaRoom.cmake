# A room is a folder with a library of its own. Its headers are reached as "room/name.h" only by targets
# that link it: each room's include root holds nothing but a link to that room, so that an include
# against the order of the rooms does not compile.
function(urna_room name)
  cmake_parse_arguments(ROOM "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${name}/*.cc")
  set(root "${CMAKE_BINARY_DIR}/rooms/${name}")
  file(MAKE_DIRECTORY "${root}")
  file(CREATE_LINK "${CMAKE_SOURCE_DIR}/${name}" "${root}/${name}" SYMBOLIC)
  if(sources)
    add_library(urna_${name} STATIC ${sources})
    target_include_directories(urna_${name} PUBLIC "${root}")
    target_link_libraries(urna_${name} PUBLIC ${ROOM_LINK} PRIVATE urna_warnings)
  else()
    add_library(urna_${name} INTERFACE)
    target_include_directories(urna_${name} INTERFACE "${root}")
    target_link_libraries(urna_${name} INTERFACE ${ROOM_LINK})
  endif()
endfunction()

# The tests of a room: every tests/<name>/*_test.cc in one program, each test a ctest of its own. Suites
# that are instantiated as "Long" are for `tests/run.sh --long`.
function(urna_room_tests name)
  cmake_parse_arguments(ROOM "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/${name}/*.cc")
  if(NOT sources)
    return()
  endif()
  # A folder within a room is a program of its own.
  string(REPLACE "/" "_" target "${name}_test")
  add_executable(${target} ${sources})
  target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
  target_compile_definitions(${target} PRIVATE
    URNA_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data")
  target_link_libraries(${target} PRIVATE ${ROOM_LINK} urna_warnings urna_test_support)
  target_precompile_headers(${target} REUSE_FROM urna_test_pch)
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST TEST_FILTER "-Long/*"
    TEST_PREFIX "${name}/" PROPERTIES TIMEOUT 600 LABELS "${name}")
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST TEST_FILTER "Long/*" TEST_LIST ${target}_long
    TEST_PREFIX "${name}/" PROPERTIES TIMEOUT 600 LABELS long)
endfunction()
